//! Tests of the control plane, by a client on the loopback interface.

use std::sync::mpsc::{self, Receiver};

use offhook_simulator::{
    Answered, ControlPlane, ControlPlaneBuilder, Happening, LiveCall, RequestErrorKind, Simulator,
    Switchboard,
};
use offhook_test_support::post;
use serde_json::{Value, json};

const CALLS: &str = "/sip-media-applications/notices/calls";
const FROM: &str = "+12065550100";
const TO: &str = "+14255550199";

#[offhook::app]
struct App;

/// A control plane, and the requests that it has answered.
struct Service {
    plane: ControlPlane,
    board: Switchboard,
    answered: Receiver<Answered>,
}

impl Service {
    async fn start(change: impl FnOnce(ControlPlaneBuilder) -> ControlPlaneBuilder) -> Self {
        let board = Switchboard::new(Simulator::new(App));
        let (sender, answered) = mpsc::channel();
        let builder = ControlPlane::builder(board.clone());
        let builder = builder.on_request(move |request| sender.send(request).unwrap());
        let plane = change(builder).start().await.unwrap();
        Self { plane, board, answered }
    }

    /// Sends a request. Returns the status and the response.
    async fn post(&self, path: &str, headers: &'static str, body: String) -> (u16, String) {
        let (endpoint, path) = (self.plane.endpoint(), path.to_owned());
        let request = move || post(&endpoint, &path, headers, &body);
        tokio::task::spawn_blocking(request).await.unwrap()
    }

    /// Places a call.
    async fn place(&self) -> LiveCall {
        let (status, response) = self.post(CALLS, "", create(&json!({})).to_string()).await;
        assert_eq!(status, 201, "{response}");
        let Ok(Answered::Placed(call)) = self.answered.try_recv() else { panic!("not reported") };
        let body = json!({"SipMediaApplicationCall": {"TransactionId": call.transaction_id()}});
        assert!(response.ends_with(&format!("\r\n\r\n{body}")), "{response}");
        call
    }

    /// Sends a request that is refused. Returns the message.
    async fn refused(
        &self,
        path: &str,
        headers: &'static str,
        body: String,
        status: u16,
        kind: RequestErrorKind,
    ) -> String {
        let (found, response) = self.post(path, headers, body).await;
        assert_eq!(found, status, "{response}");
        let name = format!("\r\nx-amzn-errortype: {}\r\n", kind.exception());
        assert!(response.contains(&name), "{response}");
        let Ok(Answered::Refused(error)) = self.answered.try_recv() else { panic!("not reported") };
        assert_eq!(error.kind(), kind);
        let body: Value = serde_json::from_str(response.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body, json!({"Code": format!("{kind:?}"), "Message": error.message()}));
        error.message().to_owned()
    }
}

/// The body of CreateSipMediaApplicationCall with these fields.
fn create(fields: &Value) -> Value {
    let mut body = json!({"FromPhoneNumber": FROM, "ToPhoneNumber": TO});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    body
}

fn update(call: &LiveCall) -> String {
    format!("{CALLS}/{}", call.transaction_id())
}

fn entries(number: usize) -> Value {
    (0..number).map(|number| (format!("X-{number}"), Value::from("value"))).collect()
}

#[tokio::test]
async fn call_is_placed_and_updated() {
    let service = Service::start(|plane| plane).await;
    let body = create(&json!({"ArgumentsMap": entries(20), "SipHeaders": entries(20)}));
    let (status, _) = service.post(CALLS, "", body.to_string()).await;
    assert_eq!(status, 201);
    let [call] = &service.board.calls()[..] else { panic!("one call") };
    let body = json!({"Arguments": {"action": "end"}}).to_string();
    let (status, response) = service.post(&update(call), "", body).await;
    assert_eq!(status, 202, "{response}");
    let mut entries = call.subscribe();
    let mut events = Vec::new();
    let arguments = loop {
        match entries.next().await.unwrap().what {
            Happening::Event(event) => events.push(event.json.as_str().to_owned()),
            Happening::Updated { arguments } => break arguments,
            _ => {}
        }
    };
    assert_eq!(arguments, [("action".to_owned(), "end".to_owned())].into());
    assert!(events[0].contains(r#""SipMediaApplicationId":"notices""#), "{}", events[0]);
    assert!(events[0].contains(r#""X-19":"value""#), "{}", events[0]);
    assert!(matches!(service.answered.try_recv(), Ok(Answered::Placed(_))));
    assert!(matches!(service.answered.try_recv(), Ok(Answered::Updated(_))));
}

#[tokio::test]
async fn invalid_requests_are_refused_without_their_values() {
    let service = Service::start(|plane| plane).await;
    let number = |field: &str, number: &str| create(&json!({ field: number })).to_string();
    let long = "1".repeat(2_049);
    for (body, message) in [
        ("{".to_owned(), "invalid body: expected an object of FromPhoneNumber and ToPhoneNumber"),
        (json!({"FromPhoneNumber": FROM}).to_string(), "invalid body: "),
        (create(&json!({"ArgumentsMap": {"pin": 4711}})).to_string(), "invalid body: "),
        (number("FromPhoneNumber", "anonymous"), "FromPhoneNumber is not a phone number"),
        (number("ToPhoneNumber", "+0123"), "ToPhoneNumber is not a phone number"),
        (number("ToPhoneNumber", "+1"), "ToPhoneNumber is not a phone number"),
        (number("ToPhoneNumber", "+1234567890123456"), "ToPhoneNumber is not a phone number"),
        (number("ToPhoneNumber", "+1 425 555"), "ToPhoneNumber is not a phone number"),
        (
            create(&json!({"ArgumentsMap": entries(21)})).to_string(),
            "ArgumentsMap has 21 entries: ",
        ),
        (create(&json!({"SipHeaders": entries(21)})).to_string(), "SipHeaders has 21 entries: "),
        (
            create(&json!({"SipHeaders": {"x-amzn-pin": "4711"}})).to_string(),
            "Invalid SIP header(s) provided: x-amzn-pin",
        ),
        (
            create(&json!({"SipHeaders": {"Subject": "4711"}})).to_string(),
            "Invalid SIP header(s) provided: Subject",
        ),
        (
            create(&json!({"SipHeaders": {"X-Pin": long}})).to_string(),
            "Invalid SIP header(s) provided: X-Pin",
        ),
        (" ".repeat(300_000), "the body has 300000 bytes"),
    ] {
        let kind = RequestErrorKind::BadRequest;
        let found = service.refused(CALLS, "", body, 400, kind).await;
        assert!(found.starts_with(message), "{found}");
        assert!(!found.contains("4711") && !found.contains("+1"), "{found}");
    }
    assert_eq!(service.board.calls().len(), 0);
    let call = service.place().await;
    for (body, message) in [
        (json!({}), "invalid body: expected an object of Arguments"),
        (json!({"Arguments": entries(21)}), "Arguments has 21 entries: the maximum is 20"),
    ] {
        let kind = RequestErrorKind::BadRequest;
        let found = service.refused(&update(&call), "", body.to_string(), 400, kind).await;
        assert!(found.starts_with(message), "{found}");
    }
}

#[tokio::test]
async fn transaction_must_be_a_running_one_of_the_application() {
    let service = Service::start(|plane| plane).await;
    let call = service.place().await;
    let id = call.transaction_id();
    for path in [
        format!("/sip-media-applications/others/calls/{id}"),
        format!("{CALLS}/00000000-0000-0000-0000-000000000000"),
    ] {
        let body = json!({"Arguments": {}}).to_string();
        let found = service.refused(&path, "", body, 404, RequestErrorKind::NotFound).await;
        assert!(found.contains(" doesn't exist for SipMediaApplication "), "{found}");
    }
}

#[tokio::test]
async fn other_requests_are_refused() {
    let service = Service::start(|plane| plane).await;
    for path in ["/", "/sip-media-applications", "/sip-media-applications/a/calls/b/c"] {
        let kind = RequestErrorKind::UnknownOperation;
        service.refused(path, "", String::new(), 404, kind).await;
    }
    let path = "/sip-media-applications//calls";
    let body = create(&json!({})).to_string();
    service.refused(path, "", body.clone(), 400, RequestErrorKind::BadRequest).await;
    let page = "Origin: http://localhost:3000\r\n";
    service.refused(CALLS, page, body, 403, RequestErrorKind::Forbidden).await;
}

#[tokio::test]
async fn calls_and_requests_are_limited() {
    let service = Service::start(|plane| plane.max_calls(1)).await;
    let body = create(&json!({})).to_string();
    service.place().await;
    let kind = RequestErrorKind::ResourceLimitExceeded;
    let found = service.refused(CALLS, "", body.clone(), 400, kind).await;
    assert_eq!(found, "the maximum number of running calls is 1");

    let kind = RequestErrorKind::Throttled;
    let service = Service::start(|plane| plane.throttled(1_000, 0)).await;
    service.refused(CALLS, "", body.clone(), 429, kind).await;

    // The same requests each time.
    let mut orders = Vec::new();
    for _ in 0..2 {
        let service = Service::start(|plane| plane.throttled(500, 7)).await;
        let mut order = Vec::new();
        for _ in 0..20 {
            order.push(service.post(CALLS, "", body.clone()).await.0);
        }
        orders.push(order);
    }
    assert!(orders[0].contains(&201) && orders[0].contains(&429), "{orders:?}");
    assert_eq!(orders[0], orders[1]);
}
