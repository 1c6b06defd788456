//! The main loop: one message after the other, each request answered exactly once.
//!
//! Messages that wait are taken in first, so that a request can be cancelled before its turn, and so that ten edits in a row are checked once. What takes long (the whole
//! workspace) runs [in the background](super::background) on a snapshot. A panic ends one answer, never the server.

use super::background::{Background, Running};
use super::requests;
use super::session::Session;
use super::transport::Link;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as told, Notification as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Why a request gets no result.
pub(super) type Failure = (ErrorCode, String);

/// Serves the client at the other end of `link` until it says goodbye; says whether it did so as it should.
#[must_use]
pub fn serve(link: &Link) -> bool {
    let mut server = Server { link, session: None, shut_down: false, waiting: VecDeque::new(), running: Running::default() };
    loop {
        let Some(message) = server.next() else {
            server.running.cancel_all();
            return server.shut_down;
        };
        if let Some(well) = server.take(message) {
            server.running.cancel_all();
            return well;
        }
    }
}

struct Server<'a> {
    link: &'a Link,
    /// There is none before `initialize`.
    session: Option<Session>,
    shut_down: bool,
    waiting: VecDeque<Message>,
    running: Running,
}

impl Server<'_> {
    /// The next message; news are told before the server goes to sleep. `None` when the client is gone.
    fn next(&mut self) -> Option<Message> {
        loop {
            while let Ok(message) = self.link.receiver.try_recv() {
                self.receive(message);
            }
            if let Some(message) = self.waiting.pop_front() {
                return Some(message);
            }
            let waits = self.session.as_ref().filter(|s| s.has_news()).map(|s| s.waits());
            match waits {
                Some(None) => {
                    self.say_news();
                    continue;
                }
                Some(Some(rest)) => {
                    if let Ok(message) = self.link.receiver.recv_timeout(rest.max(Duration::from_millis(1))) {
                        self.receive(message);
                    }
                }
                None => {
                    let message = self.link.receiver.recv().ok()?;
                    self.receive(message);
                }
            }
        }
    }

    fn receive(&mut self, message: Message) {
        if let Message::Notification(notification) = &message
            && notification.method == told::Cancel::METHOD
        {
            if let Some(id) = notification.params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok()) {
                self.cancel(&id);
            }
            return;
        }
        self.waiting.push_back(message);
    }

    fn cancel(&mut self, id: &RequestId) {
        let queued = self.waiting.iter().position(|message| matches!(message, Message::Request(request) if request.id == *id));
        if let Some(at) = queued {
            self.waiting.remove(at);
            self.respond(Response::new_err(id.clone(), ErrorCode::RequestCanceled as i32, "cancelled".to_owned()));
        } else {
            self.running.cancel(id);
        }
    }

    fn respond(&self, response: Response) {
        // A client that is gone is noticed by the reader.
        let _ = self.link.sender.send(response.into());
    }

    fn say_news(&mut self) {
        let Some(session) = &mut self.session else { return };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| session.say_news())) {
            session.recover();
            session.log(&format!("candor failed over a draft and goes on: {}", said(&*panic)));
        }
    }

    /// Takes one message; says, at the end, whether it is a good one.
    fn take(&mut self, message: Message) -> Option<bool> {
        match message {
            Message::Request(request) => {
                if let Some(response) = self.request(request) {
                    self.respond(response);
                }
            }
            Message::Notification(notification) if notification.method == told::Exit::METHOD => return Some(self.shut_down),
            Message::Notification(notification) => self.notification(notification),
            Message::Response(response) => {
                if let Some(session) = &mut self.session {
                    session.answered(response);
                }
            }
        }
        None
    }

    /// The answer to `request`, if it is known at once.
    fn request(&mut self, request: Request) -> Option<Response> {
        let refused = |code: ErrorCode, why: &str| Some(Response::new_err(request.id.clone(), code as i32, why.to_owned()));
        match (&mut self.session, request.method.as_str()) {
            _ if self.shut_down => refused(ErrorCode::InvalidRequest, "the server is shut down"),
            (None, "initialize") => Some(self.initialize(request)),
            (None, _) => refused(ErrorCode::ServerNotInitialized, "the server waits for initialize"),
            (Some(_), "initialize") => refused(ErrorCode::InvalidRequest, "the server is initialized already"),
            (Some(_), "shutdown") => {
                self.shut_down = true;
                self.running.cancel_all();
                Some(Response::new_ok(request.id, Value::Null))
            }
            (Some(session), "workspace/diagnostic" | "candor/checkWorkspace") => match Background::start(session, &request, &self.running) {
                Ok(()) => None,
                Err((code, why)) => Some(Response::new_err(request.id, code as i32, why)),
            },
            (Some(session), _) => {
                let response = requests::answer_to(session, request);
                Some(response)
            }
        }
    }

    fn initialize(&mut self, request: Request) -> Response {
        let raw = request.params.clone();
        answer(request, |params: lsp_types::InitializeParams| {
            let session = Session::new(self.link.sender.clone(), &params, &raw);
            let result = requests::capabilities(&session.client);
            self.session = Some(session);
            Ok(result)
        })
    }

    fn notification(&mut self, notification: Notification) {
        let Some(session) = &mut self.session else { return };
        if self.shut_down {
            return;
        }
        let method = notification.method.clone();
        match catch_unwind(AssertUnwindSafe(|| requests::notified(session, notification))) {
            Ok(Ok(())) => {}
            Ok(Err(why)) => session.log(&format!("{method}: {why}")),
            Err(panic) => {
                session.recover();
                session.log(&format!("candor failed over {method} and goes on: {}", said(&*panic)));
            }
        }
    }
}

/// The answer to `request` that `work` gives. Parameters that are none and a panic are answers, too.
pub(super) fn answer<P: DeserializeOwned, R: Serialize>(request: Request, work: impl FnOnce(P) -> Result<R, Failure>) -> Response {
    let Request { id, method, params } = request;
    let result = serde_json::from_value::<P>(params)
        .map_err(|error| (ErrorCode::InvalidParams, format!("{method}: {error}")))
        .and_then(|params| {
            catch_unwind(AssertUnwindSafe(|| work(params)))
                .unwrap_or_else(|panic| Err((ErrorCode::InternalError, format!("{method} failed, the server goes on: {}", said(&*panic)))))
        })
        .and_then(|result| serde_json::to_value(result).map_err(|error| (ErrorCode::InternalError, format!("{method}: {error}"))));
    match result {
        Ok(result) => Response { id, response_result: Ok(result) },
        Err((code, why)) => Response::new_err(id, code as i32, why),
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| json!("without a word").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "it is what is tested")]
    fn a_panic_is_an_answer() {
        let request = Request { id: 7.into(), method: "textDocument/hover".to_owned(), params: Value::Null };
        let response = answer(request, |(): ()| -> Result<(), Failure> { panic!("over the edge") });
        let error = response.response_result.err();
        assert_eq!(error.as_ref().map(|e| e.code), Some(ErrorCode::InternalError as i32));
        assert!(error.is_some_and(|e| e.message.contains("over the edge")));
    }
}
