//! Peers that send nothing, half a head, half a body or read nothing are let go; the limits are
//! short here, so that no test waits.

use std::time::Duration;

use axum::{Router, routing::get};
use lotse_web::{Drained, Limits, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

use crate::program::Program;

/// What a test bears at most; reached only when something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);

fn short() -> Limits {
    Limits {
        head: Duration::from_millis(100),
        body_pause: Duration::from_millis(100),
        body_total: Duration::from_millis(400),
        upload_total: Duration::from_mins(1),
        answer_pause: Duration::from_millis(200),
        drain: Duration::from_millis(500),
        connections: 8,
    }
}

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<Drained>,
}

async fn start(app: Router, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(async move {
        serve(listener, app, limits, async {
            stopped.await.ok();
        })
        .await
    });
    Running { address, stop, ended }
}

/// Sends some bytes and returns everything that comes until the server closes.
async fn send(running: &Running, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // A reset is as good as an end: the server let go.
    drop(read.expect("the server did not let go"));
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn who_sends_nothing_or_half_a_head_is_let_go() {
    let program = Program::new().await;
    let running = start(program.router(), short()).await;
    assert_eq!(send(&running, b"").await, "");
    let answer = send(&running, b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: ").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn who_sends_half_a_body_hears_so_and_is_let_go() {
    let program = Program::new().await;
    let running = start(program.router(), short()).await;
    let head = b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"key\":";
    let answer = send(&running, head).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn who_drips_a_body_is_let_go_when_the_whole_takes_too_long() {
    let program = Program::new().await;
    let limits = Limits { body_pause: Duration::from_secs(10), ..short() };
    let running = start(program.router(), limits).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut answer = [0; 12];
    let read = async {
        loop {
            tokio::select! {
                read = stream.read_exact(&mut answer) => break read,
                () = tokio::task::yield_now() => {}
            }
            if stream.write_all(b" ").await.is_err() {
                break stream.read_exact(&mut answer).await;
            }
        }
    };
    timeout(PATIENCE, read).await.expect("the server did not let go").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn who_reads_nothing_is_let_go() {
    let big = || async { vec![b'x'; 64 * 1024 * 1024] };
    let app = Router::new().route("/", get(big));
    let running = start(app, short()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    running.stop.send(()).unwrap();
    // Nobody reads, so the buffers fill; the connection ends although its answer is not out.
    let ended = timeout(PATIENCE, running.ended).await.expect("still serving").unwrap();
    assert_eq!(ended, Drained::Clean);
    drop(stream);
}

/// A question that nobody waits for any more must not go on being counted.
#[tokio::test]
async fn work_for_who_has_gone_ends() {
    struct Work(Option<oneshot::Sender<()>>);
    impl Drop for Work {
        fn drop(&mut self) {
            self.0.take().unwrap().send(()).unwrap();
        }
    }
    let (began, working) = oneshot::channel();
    let (over, ended) = oneshot::channel();
    let once = std::sync::Arc::new(std::sync::Mutex::new(Some((began, Work(Some(over))))));
    let app = Router::new().route(
        "/",
        get(move || async move {
            let (began, _work) = once.lock().unwrap().take().unwrap();
            began.send(()).unwrap();
            std::future::pending::<()>().await;
        }),
    );
    let running = start(app, short()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    timeout(PATIENCE, working).await.unwrap().unwrap();
    drop(stream);
    timeout(PATIENCE, ended).await.expect("the work goes on").unwrap();
}

#[tokio::test]
async fn a_large_body_is_refused_with_the_reason() {
    let program = Program::new().await;
    let running = start(program.router(), Limits::default()).await;
    let mut request =
        b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 1100000\r\n\r\n".to_vec();
    request.resize(request.len() + 1_100_000, b' ');
    let answer = send(&running, &request).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("body_too_large"), "{answer}");
}

#[tokio::test]
async fn stopping_answers_what_is_open_and_takes_nothing_new() {
    let (entered, inside) = oneshot::channel::<()>();
    let (go, gone) = oneshot::channel::<()>();
    let once = std::sync::Arc::new(std::sync::Mutex::new(Some((entered, gone))));
    let app = Router::new().route(
        "/",
        get(move || {
            let parts = once.lock().unwrap().take();
            async move {
                if let Some((entered, gone)) = parts {
                    entered.send(()).ok();
                    gone.await.ok();
                }
                "done"
            }
        }),
    );
    let running = start(app, Limits::default()).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    inside.await.unwrap();
    running.stop.send(()).unwrap();
    go.send(()).unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&answer).ends_with("done"));
    assert_eq!(timeout(PATIENCE, running.ended).await.unwrap().unwrap(), Drained::Clean);
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn more_connections_than_allowed_wait_and_slow_ones_do_not_block_for_long() {
    let app = Router::new().route("/", get(|| async { "here" }));
    let running = start(app, Limits { connections: 2, ..short() }).await;
    let mut silent = Vec::new();
    for _ in 0..6 {
        silent.push(TcpStream::connect(running.address).await.unwrap());
    }
    let answer = send(&running, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.ends_with("here"), "{answer}");
}
