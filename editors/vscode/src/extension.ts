// Where VS Code begins: puts the parts together, and registers the commands that package.json names.

import * as vscode from "vscode";
import { openExample } from "./example";
import { explainAtCursor } from "./explain";
import { sayWhere } from "./missing";
import { checkWorkspace } from "./overview";
import { Server } from "./server";
import { StructureItem } from "./structure";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("candor", { log: true });
  const structure = new StructureItem();
  const running = new Server(context.extensionUri, log, structure);
  server = running;

  const command = (name: string, run: () => unknown) => vscode.commands.registerCommand(`candor.${name}`, run);
  context.subscriptions.push(
    log,
    structure,
    command("checkWorkspace", () => checkWorkspace(running)),
    command("explainLint", () => explainAtCursor(running)),
    command("openExample", () => openExample(context.extensionUri)),
    command("restart", () => running.restart()),
    command("sayWhere", sayWhere),
    command("showLog", () => log.show()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      // All other settings are the server's business, and reach it by themselves.
      if (change.affectsConfiguration("candor.path")) await running.restart();
    }),
  );
  await running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
