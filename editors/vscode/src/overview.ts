// All drafts of the workspace at once.

import * as vscode from "vscode";
import type { Server } from "./server";

/** Has the server check every draft below the opened folders, and says how that went. */
export async function checkWorkspace(server: Server): Promise<void> {
  const client = await server.client();
  if (client === undefined) return;
  if (vscode.workspace.workspaceFolders === undefined) {
    const open = "Open a folder";
    const answer = await vscode.window.showInformationMessage("Open the folder with your drafts first; candor then checks all that are in it.", open);
    if (answer === open) await vscode.commands.executeCommand("workbench.action.files.openFolder");
    return;
  }
  const { text } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "candor reads all drafts" }, () =>
    client.sendRequest<{ text: string }>("candor/checkWorkspace"),
  );
  const show = "Show all findings";
  if ((await vscode.window.showInformationMessage(text, show)) === show) {
    await vscode.commands.executeCommand("workbench.panel.markers.view.focus");
  }
}
