// The explanation of a finding: which one is meant, and how its page is shown.

import * as vscode from "vscode";
import { ExecuteCommandRequest, type ShowDocumentRequest } from "vscode-languageclient/node";
import { isExplanation } from "./drafts";
import type { Server } from "./server";

/** Explains the finding under the cursor, or lets the person choose one. */
export async function explainAtCursor(server: Server): Promise<void> {
  const client = await server.client();
  if (client === undefined) return;
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage("Open a draft and put the cursor on underlined words; then ask again.");
    return;
  }
  const { uri } = editor.document;
  const findings = vscode.languages.getDiagnostics(uri).filter((finding) => finding.source === "candor" && lint(finding) !== undefined);
  if (findings.length === 0) {
    void vscode.window.showInformationMessage("candor has nothing to explain here: it found nothing in this draft.");
    return;
  }
  const here = findings.filter((finding) => finding.range.intersection(editor.selection) !== undefined);
  const chosen = await choose(here.length > 0 ? here : findings, here.length > 0);
  if (chosen === undefined) return;
  await client.sendRequest(ExecuteCommandRequest.type, {
    command: "candor.explain",
    arguments: [lint(chosen), client.code2ProtocolConverter.asUri(uri)],
  });
}

function lint(finding: vscode.Diagnostic): string | undefined {
  const code = typeof finding.code === "object" ? finding.code.value : finding.code;
  return code === undefined ? undefined : String(code);
}

async function choose(findings: vscode.Diagnostic[], here: boolean): Promise<vscode.Diagnostic | undefined> {
  const [first, ...others] = findings;
  if (here && others.every((finding) => lint(finding) === (first && lint(first)))) return first;
  const items = findings.map((finding) => ({
    label: finding.message.split("\n", 1)[0] ?? "",
    description: `${lint(finding)}, line ${finding.range.start.line + 1}`,
    finding,
  }));
  const placeHolder = here ? "There are several findings here. Which one shall candor explain?" : "The cursor is on no finding. Which one shall candor explain?";
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.finding;
}

const PREVIEW = "vscode.markdown.preview.editor";

/**
 * Shows a page that the server asks for. An explanation is shown rendered and beside the draft. It is opened as an editor of its own and not
 * with `markdown.showPreviewToSide`: that preview would turn to the draft as soon as the person goes on writing in it.
 */
export const showExplanation: ShowDocumentRequest.MiddlewareSignature = async (params, token, next) => {
  const page = vscode.Uri.parse(params.uri);
  if (!isExplanation(page)) return next(params, token);
  try {
    await vscode.commands.executeCommand("vscode.openWith", page, PREVIEW, {
      viewColumn: columnOfExplanations() ?? vscode.ViewColumn.Beside,
      preserveFocus: params.takeFocus !== true,
      // The next explanation takes this one's place.
      preview: true,
    });
    return { success: true };
  } catch {
    // Somebody has switched off VS Code's own Markdown extension: the source is better than nothing.
    return next(params, token);
  }
};

function columnOfExplanations(): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find((group) =>
    group.tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === PREVIEW && isExplanation(input.uri)),
  )?.viewColumn;
}
