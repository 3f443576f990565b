//! The listener: accepts connections, holds every limit on time and number, and drains on request.
//!
//! What must hold: a peer that sends nothing, half a head or half a body, or that does not read its
//! answer, is let go after the limits below. `axum::serve` never lets any of them go, which is why
//! this loop is our own. HTTP/1.1 only; a proxy in front speaks the rest.

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
};
use tower::ServiceExt as _;

mod patience;

use crate::upload;

pub(crate) use self::patience::BodyTooSlow;
use self::patience::{PatientBody, PatientStream};

/// How long and how much the listener bears.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until a request's head has arrived, counted from the connection or the answer before.
    pub head: Duration,
    /// Between two pieces of a request's body.
    pub body_pause: Duration,
    /// From the first to the last piece of a request's body.
    pub body_total: Duration,
    /// The same of a file that is uploaded, which may be large.
    pub upload_total: Duration,
    /// For which the peer may leave a full send buffer unread.
    pub answer_pause: Duration,
    /// Until open requests are abandoned when the program stops.
    pub drain: Duration,
    /// Connections at the same time; more wait in the system's queue.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            body_pause: Duration::from_secs(5),
            body_total: Duration::from_secs(30),
            upload_total: Duration::from_hours(1),
            answer_pause: Duration::from_secs(10),
            drain: Duration::from_secs(8),
            connections: 4096,
        }
    }
}

/// The address at the other end of the connection: the browser's, or a proxy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// How the listener ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every open request was answered.
    Clean,
    /// So many connections were still busy when the time for draining was over.
    Abandoned(usize),
}

/// How long to wait when the system cannot hand out a connection, usually for want of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 32 * 1024;

/// Serves `app` on `listener` until `shutdown` is ready, then answers what is open and returns.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) -> Drained {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        while connections.try_join_next().is_some() {}
        let next = async {
            let slot = slots.clone().acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            next = next => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (app, stopped) = (app.clone(), stopped.clone());
                connections.spawn(async move {
                    converse(stream, peer, app, limits, stopped).await;
                    drop(slot);
                });
            }
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections for the moment");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(stopped);
    // Dropping the sender tells every connection to finish what it is answering.
    drop(stop);
    let all = async { while connections.join_next().await.is_some() {} };
    let in_time = tokio::time::timeout(limits.drain, all).await.is_ok();
    if in_time { Drained::Clean } else { Drained::Abandoned(connections.len()) }
}

/// Such an error is the peer's; the listener itself is well.
fn is_about_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    limits: Limits,
    mut stopped: watch::Receiver<()>,
) {
    // Answers are small and whole: waiting to fill packets only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let mut limits = limits;
        if upload::is_upload(&request) {
            limits.body_total = limits.upload_total;
        }
        let mut request = request.map(|body| Body::new(PatientBody::new(body, limits)));
        request.extensions_mut().insert(PeerAddress(peer));
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(PatientStream::new(stream, limits.answer_pause)), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        // The sender is never used, only dropped: an error here is the word to stop.
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Peers go away in every way there is; that is no warning.
        tracing::debug!(%error, "connection ended early");
    }
}
