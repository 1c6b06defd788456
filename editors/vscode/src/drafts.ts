// Which documents candor reads, and which only look like drafts.

import type * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** What candor reads. Plain text is also the language of files that VS Code does not know (logs, lists, TOML): of those only .txt is a draft. */
export const SELECTOR = [
  { language: "markdown", scheme: "file" },
  { language: "markdown", scheme: "untitled" },
  { language: "plaintext", scheme: "file", pattern: "**/*.{txt,text}" },
  { language: "plaintext", scheme: "untitled" },
  // candor.toml, and what it extends or names, whatever that is called.
  { scheme: "file", pattern: "**/*.toml" },
];

/** Whether this is a page that the server wrote to explain a lint. */
export function isExplanation(page: vscode.Uri): boolean {
  return page.path.endsWith(".md") && page.path.includes("/candor/explain/");
}

/**
 * Keeps candor's own pages from the server: to show one, VS Code opens it like any Markdown, and the examples of an explanation are full of
 * findings.
 */
export function leaveOwnPages(extension: vscode.Uri): Middleware {
  const own = (document: { uri: vscode.Uri }) => isExplanation(document.uri) || document.uri.path.startsWith(`${extension.path}/`);
  return {
    didOpen: async (document, next) => (own(document) ? undefined : next(document)),
    didChange: async (change, next) => (own(change.document) ? undefined : next(change)),
    didSave: async (document, next) => (own(document) ? undefined : next(document)),
    didClose: async (document, next) => (own(document) ? undefined : next(document)),
    provideDiagnostics: (document, previous, token, next) => {
      const uri = "uri" in document ? document.uri : document;
      return own({ uri }) ? undefined : next(document, previous, token);
    },
    provideHover: (document, position, token, next) => (own(document) ? undefined : next(document, position, token)),
    provideCodeActions: (document, range, context, token, next) => (own(document) ? undefined : next(document, range, context, token)),
    provideCodeLenses: (document, token, next) => (own(document) ? undefined : next(document, token)),
    provideCompletionItem: (document, position, context, token, next) => (own(document) ? undefined : next(document, position, context, token)),
    provideDocumentSymbols: (document, token, next) => (own(document) ? undefined : next(document, token)),
  };
}
