//! The protocol itself: greeting and goodbye, what is no message, what is no request, and one answer for each that is.

use crate::Outcome;
use crate::client::{Client, hello, only};
use crate::naive::ENCODINGS;
use serde_json::{Value, json};

const NOT_INITIALIZED: i64 = -32002;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const CANCELLED: i64 = -32800;
const DRAFT: &str = "file:///nowhere/draft.md";

fn capabilities(encodings: &Value) -> Outcome<Value> {
    let mut client = Client::silent();
    let general = if encodings.is_null() { json!({}) } else { json!({ "positionEncodings": encodings }) };
    let capabilities = client.greet(hello(json!({ "general": general }), Value::Null))?;
    client.end()?;
    Ok(capabilities)
}

#[test]
fn the_first_encoding_that_the_client_names_is_taken_and_utf_16_without_any() -> Outcome {
    for encoding in ENCODINGS {
        assert_eq!(capabilities(&json!([encoding]))?["positionEncoding"], encoding);
    }
    let cases = [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-32", "utf-16", "utf-8"]), "utf-32"),
        (json!(["utf-16", "utf-8"]), "utf-16"),
        (json!(["ebcdic", "utf-32"]), "utf-32"),
        (json!(["ebcdic"]), "utf-16"),
        (json!([]), "utf-16"),
        (Value::Null, "utf-16"),
    ];
    for (offered, taken) in cases {
        assert_eq!(capabilities(&offered)?["positionEncoding"], taken, "{offered}");
    }
    Ok(())
}

#[test]
fn a_client_is_told_what_there_is_and_pulls_only_if_it_can() -> Outcome {
    let mut client = Client::silent();
    let params = hello(json!({ "textDocument": { "diagnostic": {} } }), Value::Null);
    let result = client.request("initialize", params)?;
    assert_eq!(result["serverInfo"], json!({ "name": "candor", "version": env!("CARGO_PKG_VERSION") }));
    let can = &result["capabilities"];
    assert_eq!(can["textDocumentSync"]["change"], 2, "changes are told by ranges");
    for name in ["hoverProvider", "codeActionProvider", "codeLensProvider", "documentSymbolProvider", "completionProvider", "executeCommandProvider"] {
        assert!(can.get(name).is_some_and(|value| *value != false), "{name}: {can}");
    }
    assert_eq!(can["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll.candor"]));
    assert_eq!(can["executeCommandProvider"]["commands"], json!(["candor.explain"]));
    assert_eq!(can["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.end()?;
    for options in [json!({ "diagnostics": "push" }), json!({ "diagnostics": "pull" })] {
        let mut client = Client::silent();
        let can = client.greet(hello(json!({}), options.clone()))?;
        assert_eq!(can.get("diagnosticProvider").is_some(), options["diagnostics"] == "pull", "{options}: {can}");
        client.end()?;
    }
    Ok(())
}

#[test]
fn before_initialize_nothing_is_answered_and_nothing_is_taken() -> Outcome {
    let mut client = Client::silent();
    client.open(DRAFT, "I failed. My school never prepared us.\n")?;
    for method in ["textDocument/hover", "shutdown", "no/such/method", "workspace/diagnostic"] {
        assert_eq!(client.refused(method, json!({}))?, NOT_INITIALIZED, "{method}");
    }
    client.greet(only(&["blame"]))?;
    client.settle()?;
    assert_eq!(client.all_pushed(DRAFT), Vec::<Value>::new(), "what was said before the greeting was taken");
    assert_eq!(client.opened(DRAFT, "I failed. My school never prepared us.\n")?.len(), 1);
    client.end()
}

#[test]
fn a_second_initialize_is_refused_and_changes_nothing() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    let text = "I failed. My school never prepared us. It was just one bad day.\n";
    assert_eq!(client.opened(DRAFT, text)?.len(), 1);
    assert_eq!(client.refused("initialize", only(&["excuse"]))?, INVALID_REQUEST);
    let again = client.rewritten(DRAFT, 2, text)?;
    assert_eq!(again.iter().map(|d| &d["code"]).collect::<Vec<_>>(), ["blame"]);
    client.end()
}

#[test]
fn an_initialize_that_cannot_be_read_is_refused_and_the_next_one_holds() -> Outcome {
    let mut client = Client::silent();
    assert_eq!(client.refused("initialize", json!({ "capabilities": 7 }))?, INVALID_PARAMS);
    client.greet(only(&["blame"]))?;
    client.end()
}

#[test]
fn after_shutdown_every_request_is_refused() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    assert_eq!(client.request("shutdown", Value::Null)?, Value::Null);
    for method in ["textDocument/hover", "initialize", "shutdown", "no/such/method"] {
        assert_eq!(client.refused(method, json!({}))?, INVALID_REQUEST, "{method}");
    }
    client.open(DRAFT, "My school never prepared us.\n")?;
    client.notify("exit", Value::Null)?;
    assert_eq!(client.gone()?, 0);
    assert_eq!(client.all_pushed(DRAFT), Vec::<Value>::new(), "a draft was told of after the goodbye");
    Ok(())
}

#[test]
fn the_program_ends_with_0_after_shutdown_and_with_1_without() -> Outcome {
    Client::start_program(only(&["blame"]))?.end()?;
    let mut client = Client::start_program(only(&["blame"]))?;
    client.notify("exit", Value::Null)?;
    assert_eq!(client.gone()?, 1);
    let mut client = Client::silent_program()?;
    client.notify("exit", Value::Null)?;
    assert_eq!(client.gone()?, 1);
    Ok(())
}

#[test]
fn the_program_ends_when_its_editor_crashes() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    client.opened(DRAFT, "My school never prepared us.\n")?;
    client.hang_up();
    assert_eq!(client.gone()?, 1);
    let mut client = Client::start_program(only(&["blame"]))?;
    client.request("shutdown", Value::Null)?;
    client.hang_up();
    assert_eq!(client.gone()?, 0);
    Ok(())
}

#[test]
fn a_header_cut_off_ends_the_program_and_hangs_nothing() -> Outcome {
    for end in [
        "Content-Le",
        "Content-Length: 100\r\n\r\n{\"jsonrpc\"",
        "Content-Length: many\r\n\r\n",
        "no header at all\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n",
    ] {
        let mut client = Client::start_program(only(&["blame"]))?;
        client.opened(DRAFT, "My school never prepared us.\n")?;
        client.raw(end)?;
        client.hang_up();
        assert_eq!(client.gone()?, 1, "{end:?}");
    }
    Ok(())
}

#[test]
fn other_headers_and_blank_lines_between_messages_are_passed_over() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    let body = r#"{"jsonrpc":"2.0","id":"mine","method":"no/such/method"}"#;
    client.expect_answer(json!("mine"));
    client.raw(&format!("\r\n\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:{}\r\n\r\n{body}", body.len()))?;
    assert_eq!(client.answer("mine")?["error"]["code"], METHOD_NOT_FOUND);
    client.end()
}

#[test]
fn what_is_no_json_and_what_is_no_message_is_logged_and_the_next_message_is_heard() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    let bodies: [&[u8]; 12] = [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"[{\"jsonrpc\":\"2.0\",\"method\":\"initialized\"}]",
        b"null",
        b"7",
        b"{}",
        b"{\"jsonrpc\":\"2.0\"}",
        b"{\"jsonrpc\":\"2.0\",\"method\":7}",
        b"\xff\xfe{}",
        b"{\"jsonrpc\":\"2.0\",\"id\":[1],\"result\":null,\"error\":null}",
    ];
    for (number, body) in bodies.into_iter().enumerate() {
        client.frame(body)?;
        let text = String::from_utf8_lossy(body).into_owned();
        let logged = client.told("window/logMessage")?;
        assert!(logged["params"]["message"].as_str().is_some_and(|m| m.contains("candor was sent something that is no")), "{text}: {logged}");
        let uri = format!("file:///nowhere/{number}.md");
        assert_eq!(client.opened(&uri, "I failed. My school never prepared us.\n")?.len(), 1, "after {text}");
    }
    client.end()
}

#[test]
fn a_request_that_is_none_is_answered_as_one() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    for (id, body) in [
        (json!(100), r#"{"jsonrpc":"2.0","id":100,"method":7}"#),
        (json!(101), r#"{"jsonrpc":"2.0","id":101}"#),
        (json!("one"), r#"{"jsonrpc":"2.0","id":"one","method":["textDocument/hover"]}"#),
    ] {
        client.expect_answer(id.clone());
        client.frame(body)?;
        assert_eq!(client.answer(id)?["error"]["code"], INVALID_REQUEST, "{body}");
    }
    client.end()
}

#[test]
fn unknown_methods_are_refused_and_unknown_notifications_passed_over() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    for method in ["no/such/method", "$/no/such/method", "textDocument/definition", "completionItem/resolve", ""] {
        assert_eq!(client.refused(method, json!({ "any": 1 }))?, METHOD_NOT_FOUND, "{method}");
    }
    for method in ["no/such/method", "$/setTrace", "$/logTrace", "window/workDoneProgress/cancel", "textDocument/willSave", "initialized"] {
        client.notify(method, json!({ "value": "off" }))?;
    }
    client.settle()?;
    assert_eq!(client.heard, Vec::<Value>::new());
    client.end()
}

#[test]
fn wrong_parameters_are_answered_with_an_error_and_leave_everything_as_it_was() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    let text = "I failed. My school never prepared us.\n";
    let before = client.opened(DRAFT, text)?;
    let methods = [
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/codeLens",
        "textDocument/documentSymbol",
        "textDocument/completion",
        "textDocument/diagnostic",
        "workspace/diagnostic",
        "workspace/executeCommand",
    ];
    let wrong = [Value::Null, json!([]), json!("text"), json!({}), json!({ "textDocument": { "uri": 7 }, "position": { "line": -1, "character": 1e99 } })];
    for method in methods {
        for params in &wrong {
            assert_eq!(client.refused(method, params.clone())?, INVALID_PARAMS, "{method} {params}");
        }
    }
    let notifications = [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWorkspaceFolders",
    ];
    for method in notifications {
        for params in &wrong {
            client.notify(method, params.clone())?;
            let logged = client.told("window/logMessage")?;
            assert!(logged["params"]["message"].as_str().is_some_and(|m| m.starts_with(method)), "{method} {params}: {logged}");
        }
    }
    client.change(DRAFT, 2, json!([]))?;
    assert_eq!(client.diagnostics(DRAFT, 2)?, before);
    client.end()
}

#[test]
fn answers_that_nobody_asked_for_are_passed_over() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    for id in [json!(1), json!("candor-1"), json!("candor-99"), json!(-5)] {
        client.send(&json!({ "jsonrpc": "2.0", "id": id, "result": [{ "select": [] }] }))?;
        client.send(&json!({ "jsonrpc": "2.0", "id": id, "error": { "code": 1, "message": "no" } }))?;
    }
    client.settle()?;
    assert_eq!(client.heard, Vec::<Value>::new());
    client.end()
}

#[test]
fn a_request_that_waits_can_be_cancelled_and_is_answered_once() -> Outcome {
    let mut client = Client::asleep();
    let greeting = client.ask("initialize", only(&["blame"]))?;
    client.open(DRAFT, "I failed the exam, and my school never prepared us for it.\n")?;
    let symbols = json!({ "textDocument": { "uri": DRAFT } });
    let asked = (0..10).map(|_| client.ask("textDocument/documentSymbol", symbols.clone())).collect::<Outcome<Vec<_>>>()?;
    let whole = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    for id in [asked[3], asked[9], whole] {
        client.notify("$/cancelRequest", json!({ "id": id }))?;
    }
    client.wake();
    client.answer(greeting)?;
    for id in asked.iter().copied().chain([whole]) {
        let answer = client.answer(id)?;
        if [asked[3], asked[9], whole].contains(&id) {
            assert_eq!(answer["error"]["code"], CANCELLED, "{id}");
        } else {
            assert!(answer["result"].is_array(), "{answer}");
        }
    }
    // It is answered already.
    client.notify("$/cancelRequest", json!({ "id": whole }))?;
    client.end()
}

#[test]
fn cancelling_what_nobody_asked_cancels_nothing() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    for params in [json!({ "id": 4711 }), json!({ "id": "4711" }), json!({ "id": null }), json!({}), json!([]), Value::Null] {
        client.notify("$/cancelRequest", params)?;
    }
    client.opened(DRAFT, "I failed.\n")?;
    client.end()
}
