// The server that finds everything: starts `candor server`, keeps it running, and hands what it says to the other parts.

import * as vscode from "vscode";
import { CloseAction, type ErrorHandler, LanguageClient, type LanguageClientOptions, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { findCandor } from "./candor";
import { leaveOwnPages, SELECTOR } from "./drafts";
import { showExplanation } from "./explain";
import { tellMissing } from "./missing";
import { withoutBlanks } from "./settings";
import type { Structure, StructureItem } from "./structure";

/** `candor server`, started and stopped one after the other, however fast the commands come. */
export class Server {
  private current: LanguageClient | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly structure: StructureItem,
  ) {}

  /** The client that talks with the server. If there is none, another start is tried; if that fails, the person has been told. */
  async client(): Promise<LanguageClient | undefined> {
    await this.last;
    if (!this.current?.isRunning()) await this.restart();
    return this.current?.isRunning() ? this.current : undefined;
  }

  /** Starts the server, or tells what is in the way. */
  start(): Promise<void> {
    return this.inTurn(() => this.startNow());
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.stopNow());
  }

  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.last.then(step);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async startNow(): Promise<void> {
    const setting = vscode.workspace.getConfiguration("candor").get<string>("path", "");
    const found = await findCandor(setting, this.extension.fsPath);
    if ("why" in found) {
      this.log.warn(found.why);
      if (found.looked !== undefined) this.log.info(`These folders were looked through: ${found.looked.join(", ")}`);
      this.structure.missing = true;
      // Not awaited: the message stays until somebody answers it.
      void tellMissing(found, this.extension);
      return;
    }
    this.log.info(`candor is ${found.path}`);
    this.structure.missing = false;
    const errorHandler: ErrorHandler = {
      error: (error, message, count) => usual.error(error, message, count),
      // The usual handler starts a dead server again, up to four times in three minutes; what a person reads of that is said here.
      closed: async () => {
        const decision = await usual.closed();
        if (decision.action === CloseAction.DoNotRestart) void this.tellGivenUp();
        return { ...decision, handled: true };
      },
    };
    const client = new LanguageClient("candor", "candor", { command: found.path, args: ["server"] }, this.options(errorHandler));
    const usual = client.createDefaultErrorHandler();
    client.onDidChangeState(({ newState }) => {
      void vscode.commands.executeCommand("setContext", "candor.running", newState === State.Running);
      // What a dead server said of a draft no longer counts.
      if (newState !== State.Running) this.structure.forget();
    });
    client.onNotification("candor/structure", (said: Structure) => {
      this.structure.remember(client.protocol2CodeConverter.asUri(said.uri), said);
    });
    this.current = client;
    try {
      await client.start();
    } catch (error) {
      this.log.error(`The server did not start: ${String(error)}`);
      void this.tellFailed();
    }
  }

  private async tellGivenUp(): Promise<void> {
    const [again, show] = ["Start it again", "Show the log"] as const;
    const answer = await vscode.window.showErrorMessage("candor has ended by itself several times, so your drafts are no longer checked.", again, show);
    if (answer === again) await this.restart();
    if (answer === show) this.log.show();
  }

  private async tellFailed(): Promise<void> {
    const show = "Show the log";
    if ((await vscode.window.showErrorMessage("candor could not be started, so your drafts are not checked. The log says more.", show)) === show) {
      this.log.show();
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    this.structure.forget();
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      // It was dead or dying already, which is what was asked for.
      this.log.info(`The server stopped: ${String(error)}`);
    }
  }

  private options(errorHandler: ErrorHandler): LanguageClientOptions {
    return {
      errorHandler,
      documentSelector: SELECTOR,
      diagnosticCollectionName: "candor",
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Pushed, findings come with the letter typed; asked for, the whole workspace would be checked every two seconds.
      initializationOptions: { structure: true, diagnostics: "push" },
      synchronize: { configurationSection: "candor" },
      middleware: {
        ...leaveOwnPages(this.extension),
        handleDiagnostics: (uri, diagnostics, next) => {
          // What this client asks for itself it would show twice if it were told as well. Of other files it can only be told.
          const asks = this.current?.initializeResult?.capabilities.diagnosticProvider !== undefined;
          if (!asks || uri.path.endsWith(".toml")) next(uri, diagnostics);
        },
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers) ? answers.map(withoutBlanks) : answers;
          },
        },
        window: {
          showDocument: showExplanation,
        },
      },
    };
  }
}
