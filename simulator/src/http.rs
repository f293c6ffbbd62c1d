//! HTTP servers on the loopback interface.
//!
//! Depends on hyper and tokio.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::http::Error as HttpError;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The pause after a failed `accept`, for example when file descriptors are exhausted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A response, or an error in a header of it.
pub(crate) type Reply = Result<Response<Full<Bytes>>, HttpError>;

/// An API, which answers requests.
pub(crate) trait Api: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Reply> + Send;
}

/// Accepts connections forever. Dropping the future closes them.
pub(crate) async fn serve(listener: TcpListener, api: impl Api) {
    let api = Arc::new(api);
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(stream, Arc::clone(&api))),
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, api: Arc<impl Api>) {
    // Otherwise Nagle's algorithm can delay the answer to a poll. A failure only costs time.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| api.answer(request));
    // An error means that the client closed the connection.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// A request body.
pub(crate) enum Body {
    Whole(Bytes),
    TooLarge(usize),
    Broken,
}

/// Reads a body to its end even if it is larger than `max` bytes, as a client that is still writing would not read the
/// answer.
pub(crate) async fn read(mut body: Incoming, max: usize) -> Body {
    let mut kept = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Body::Broken };
        if let Some(data) = frame.data_ref() {
            size += data.len();
            if size <= max {
                kept.extend_from_slice(data);
            }
        }
    }
    if size <= max { Body::Whole(kept.freeze()) } else { Body::TooLarge(size) }
}
