// What a person reads when there is no candor to start, and the ways out.

import * as vscode from "vscode";
import type { Missing } from "./candor";

const HOW = "How to install it";
const SETTING = "Say where it is";
const AGAIN = "Look again";

/** Says that candor is missing, and does what is asked for then. */
export async function tellMissing(missing: Missing, extension: vscode.Uri): Promise<void> {
  switch (await vscode.window.showWarningMessage(missing.why, HOW, SETTING, AGAIN)) {
    case HOW:
      await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, "walkthrough", "install.md"));
      break;
    case SETTING:
      await vscode.commands.executeCommand("candor.sayWhere");
      break;
    case AGAIN:
      await vscode.commands.executeCommand("candor.restart");
      break;
    default:
    // Closed: the bottom of the window goes on saying it.
  }
}

/** Opens the setting that says where candor is. */
export function sayWhere(): Thenable<unknown> {
  // Where the extension runs on another computer than the window, what names a place on that computer is among its settings.
  const settings = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
  return vscode.commands.executeCommand(`workbench.action.${settings}`, { query: "candor.path" });
}
