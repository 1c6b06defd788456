// The item at the bottom of the window: how long the draft is, and how much of it goes to the setback.

import * as vscode from "vscode";

/** What the server says of a draft, in finished words. */
export interface Structure {
  uri: string;
  version: number | null;
  text: string;
  /** Markdown. */
  tooltip: string;
}

const SHOW_FINDINGS = "workbench.panel.markers.view.focus";

/** Shows the structure of the draft in front, and of no other. */
export class StructureItem {
  private readonly item = vscode.window.createStatusBarItem("candor.structure", vscode.StatusBarAlignment.Left, 0);
  private readonly known = new Map<string, Structure>();
  private readonly listeners: vscode.Disposable[];
  private isMissing = false;

  constructor() {
    this.item.name = "candor: structure of the draft";
    this.listeners = [
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.known.delete(document.uri.toString());
        this.show();
      }),
    ];
  }

  /** Whether there is no candor to start. Then the item says that, beside every draft. */
  set missing(missing: boolean) {
    this.isMissing = missing;
    this.show();
  }

  remember(uri: vscode.Uri, structure: Structure): void {
    this.known.set(uri.toString(), structure);
    this.show();
  }

  forget(): void {
    this.known.clear();
    this.show();
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.item.dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const structure = document && this.known.get(document.uri.toString());
    if (structure !== undefined) {
      this.item.text = `$(pencil) ${structure.text}`;
      this.item.tooltip = new vscode.MarkdownString(structure.tooltip);
      this.item.backgroundColor = undefined;
      this.item.command = { command: SHOW_FINDINGS, title: "Show all findings" };
    } else if (this.isMissing && (document?.languageId === "markdown" || document?.languageId === "plaintext")) {
      this.item.text = "$(warning) candor is missing";
      this.item.tooltip = "Your drafts are not checked. Click to see what to do.";
      this.item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
      this.item.command = { command: "candor.restart", title: "Look for candor again" };
    } else {
      this.item.hide();
      return;
    }
    this.item.show();
  }
}
