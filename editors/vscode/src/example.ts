// A draft to practise on, for those who want to see findings before they show candor their own.

import * as vscode from "vscode";

/** Opens an invented statement as a new, unsaved document: nothing can be spoilt in it. */
export async function openExample(extension: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "walkthrough", "statement.md"));
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: new TextDecoder().decode(bytes) });
  await vscode.window.showTextDocument(document);
}
