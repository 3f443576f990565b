//! Who gets what: opens the stores, joins the crates, listens, and ends in order.

use std::{
    io::{self, IsTerminal as _},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use lotse_collect::{Door, DoorCounters};
use lotse_control::Control;
use lotse_domain::{
    clock::{Clock, Entropy},
    person::PersonName,
    role::Role,
    service::Origin,
};
use lotse_lake::{Lake, LakeOptions};
use lotse_report::Reports;
use lotse_web::{
    AppState, Drained, Filling, Imports, KeptMonths, Limits, Metrics, OpenId, Parts, Passkeys,
    PublicUrl, Troubles, router, sample, serve,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::{
    config::{Config, LogFormat},
    control_socket::{self, Served},
    data_folder::DataFolder,
    demo,
    import::{self, Importer},
    jobs, people,
    system::{SystemClock, SystemEntropy, free_bytes, give_way},
};

/// Starts log lines on standard error. Called once, before anything logs.
pub fn start_logging(config: &Config) {
    // A bare level is meant for Lotse; the libraries below would drown it.
    let is_level = config.log.parse::<tracing::Level>().is_ok();
    let wanted = if is_level { format!("warn,lotse={}", config.log) } else { config.log.clone() };
    let filter = tracing_subscriber::EnvFilter::builder().parse_lossy(wanted);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
}

/// Opens the lake of a data folder.
///
/// # Errors
/// When it cannot be opened.
pub async fn open_lake(folder: &DataFolder, config: &Config) -> anyhow::Result<Lake> {
    let data = config.data.clone();
    let options = LakeOptions {
        retention: config.retention,
        query_bytes: config.question_bytes,
        on_counting_thread: Arc::new(give_way),
        free_bytes: Arc::new(move || free_bytes(&data)),
        ..LakeOptions::new(Arc::new(SystemClock), Arc::new(SystemEntropy))
    };
    Lake::open(&folder.lake(), options)
        .await
        .with_context(|| format!("The events in {} cannot be opened", folder.lake().display()))
}

/// Opens the control data of a data folder.
///
/// # Errors
/// When they cannot be opened.
pub async fn open_control(folder: &DataFolder) -> anyhow::Result<Control> {
    let secret = folder.secret(&SystemEntropy)?;
    Control::open(&folder.control(), secret, Arc::new(SystemClock), Arc::new(SystemEntropy))
        .await
        .with_context(|| {
            format!("The control data in {} cannot be opened", folder.control().display())
        })
}

/// The address that links begin with: the configured one, else the one listened on.
pub fn base_url(config: &Config, listening: SocketAddr) -> String {
    match &config.public_url {
        Some(url) => url.as_str().to_owned(),
        None if listening.ip().is_unspecified() => format!("http://127.0.0.1:{}", listening.port()),
        None => format!("http://{listening}"),
    }
}

/// The address that links begin with, as one at which browsers keep a sign-in safe.
///
/// # Errors
/// When it is not encrypted, and not on this machine.
pub fn public_url(base_url: &str) -> anyhow::Result<PublicUrl> {
    PublicUrl::new(base_url).map_err(|error| {
        anyhow::anyhow!("Lotse cannot be reached at {base_url}: the address {error}. Set public_url to an https address.")
    })
}

/// The runtime of the whole program.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// What is served besides an agency's own services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extras {
    /// Nothing.
    None,
    /// The sample services and their generated data.
    Demo {
        /// How many days of it, up to now.
        days: u32,
    },
}

/// Runs the program until it is told to stop, then finishes what it has accepted.
///
/// # Errors
/// When a store cannot be opened or the address not be listened on.
pub async fn run(config: Config, extras: Extras) -> anyhow::Result<()> {
    let folder = DataFolder::take(&config.data)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().context("The address listened on cannot be read")?;
    let control = open_control(&folder).await?;
    control.set_session_life(config.session_life);
    let lake = open_lake(&folder, &config).await?;
    let base_url = base_url(&config, address);

    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let counters = Arc::new(DoorCounters::default());
    let pace = config.events_per_second;
    let counting = Arc::clone(&counters);
    let door = Arc::new(Door::new(control.clone(), control.clone(), lake.writer(), counting, pace));
    let warming = Arc::clone(&door);
    tokio::task::spawn_blocking(move || warming.warm_up());
    let wake = Arc::new(Notify::new());
    let (stop, stopped) = watch::channel(false);
    let (filling_sender, filling) = watch::channel::<Option<Filling>>(None);
    let samples = match extras {
        Extras::None => None,
        Extras::Demo { .. } => {
            Some(demo::Samples::prepare(&control, &origins(&base_url, address), clock.now()).await?)
        }
    };
    let (hang_up, ends) = watch::channel(false);
    let public_url = public_url(&base_url)?;
    let openid = match config.openid.clone() {
        Some(settings) => {
            let made = OpenId::new(settings, &public_url, clock.clone(), entropy.clone());
            Some(made.context("Sign-in by OpenID Connect cannot be set up")?)
        }
        None => None,
    };
    let state = AppState::new(Parts {
        reports: Reports::new(lake.reader(), control.clone(), clock.clone()),
        control: control.clone(),
        door: door.clone(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        organization: config.organization.clone(),
        passkeys: Passkeys::new(&public_url, &config.organization),
        openid,
        kept: KeptMonths {
            events: config.retention.event_months,
            elements: config.retention.element_months,
        },
        public_url,
        trusted_proxies: config.trusted_proxies.clone(),
        filling,
        sample_pages: samples.as_ref().map(|_| sample::BENEFIT.to_owned()),
        stopping: ends,
        imports: uploads(&config, &lake, &wake),
        troubles: Troubles::default(),
        metrics: Metrics::default(),
    });
    let sample_pages =
        samples.as_ref().map(|samples| sample::router(samples.pages(&control, &clock, &entropy)));
    let app = router(state, sample_pages);

    let importer =
        Arc::new(Importer::new(control.clone(), Arc::clone(&door), lake.upkeep(), &config.data));
    let work = (&importer, &wake);
    let mut jobs = jobs::start(&lake.upkeep(), &control, &counters, work, &stopped);
    if let (Some(samples), Extras::Demo { days }) = (samples, extras)
        && days > 0
    {
        let fill = demo::fill::Fill {
            control: control.clone(),
            door: Arc::clone(&door),
            upkeep: lake.upkeep(),
            clock: clock.clone(),
            samples,
            days,
            progress: filling_sender,
        };
        jobs.spawn(fill.run(stopped.clone()));
    }
    let served = Served::new(&lake, &control, &config.data, importer, base_url.clone());
    let served = Arc::new(served);
    let socket = folder.socket();
    let commands = tokio::spawn(async move {
        if let Err(error) = control_socket::serve(&socket, served).await {
            tracing::warn!(%error, "commands cannot reach this process");
        }
    });

    announce(&config, extras, &control, &base_url, address).await?;
    let stopping = async {
        told_to_stop().await;
        hang_up.send_replace(true);
    };
    let drained = serve(listener, app, Limits::default(), stopping).await;
    if let Drained::Abandoned(connections) = drained {
        tracing::warn!(connections, "gave up on connections that did not end in time");
    }
    commands.abort();
    finish(&lake, &control, jobs, &stop).await;
    let _gone = std::fs::remove_file(folder.socket());
    Ok(())
}

/// Where uploaded files go.
fn uploads(config: &Config, lake: &Lake, wake: &Arc<Notify>) -> Imports {
    let (data, upkeep) = (config.data.clone(), lake.upkeep());
    Imports {
        folder: config.data.join(import::UPLOADS),
        most_bytes: config.upload_bytes as u64,
        free_bytes: Arc::new(move || free_bytes(&data)),
        oldest: Arc::new(move || upkeep.oldest_event()),
        wake: Arc::clone(wake),
    }
}

/// Ends jobs, moves what is buffered into the tables, closes the stores.
async fn finish(lake: &Lake, control: &Control, mut jobs: JoinSet<()>, stop: &watch::Sender<bool>) {
    stop.send_replace(true);
    let ended = tokio::time::timeout(Duration::from_secs(20), async {
        while jobs.join_next().await.is_some() {}
    });
    if ended.await.is_err() {
        tracing::warn!("a job did not end in time; its work is repeated at the next start");
        jobs.shutdown().await;
    }
    match lake.upkeep().flush().await {
        Ok(flushed) => {
            tracing::info!(events = flushed.events.get(), "stopped; everything is in the lake");
        }
        // What is buffered is on disk and comes back at the next start.
        Err(error) => tracing::error!(%error, "stopped; buffered events stay in the buffer"),
    }
    lake.close().await;
    control.close().await;
}

/// The origins under which the sample pages of this process can be opened.
fn origins(base_url: &str, listening: SocketAddr) -> Vec<Origin> {
    let local = [
        base_url.to_owned(),
        format!("http://127.0.0.1:{}", listening.port()),
        format!("http://localhost:{}", listening.port()),
    ];
    local.iter().filter_map(|text| Origin::new(text).ok()).collect()
}

async fn listen(wanted: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(wanted).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "Port {} is taken by another program. Stop that one, or choose another port: --listen {}:{} (port 0 takes any free one).",
            wanted.port(),
            wanted.ip(),
            wanted.port().wrapping_add(1).max(1024),
        ),
        io::ErrorKind::AddrNotAvailable => anyhow::anyhow!(
            "This machine has no address {}. Use --listen 127.0.0.1:{} for this machine only, or 0.0.0.0:{} for others too.",
            wanted.ip(),
            wanted.port(),
            wanted.port(),
        ),
        io::ErrorKind::PermissionDenied => anyhow::anyhow!(
            "This user may not listen on port {}. Choose one from 1024 up: --listen {}:7007.",
            wanted.port(),
            wanted.ip(),
        ),
        _ => anyhow::anyhow!("Lotse cannot listen on {wanted}: {error}"),
    })
}

/// Tells where Lotse is, and how to get in.
async fn announce(
    config: &Config,
    extras: Extras,
    control: &Control,
    base_url: &str,
    address: SocketAddr,
) -> anyhow::Result<()> {
    say(&format!("Lotse listens on http://{address}"));
    let first_start = control.users().await?.is_empty();
    if extras != Extras::None || first_start {
        let first = people::ensure(control, &PersonName::first(), Role::Administrator).await?;
        let link = people::address(control, &first, base_url).await?;
        say(&format!("Sign in once with {link}"));
    } else {
        say(&format!(
            "For a sign-in link run: lotse user sign-in-link \"{}\"",
            PersonName::first().as_str()
        ));
    }
    if let Extras::Demo { days } = extras {
        say(&format!(
            "Sample services: {base_url}{} and {base_url}{}",
            sample::BENEFIT,
            sample::CASES
        ));
        if days > 0 {
            say(&format!(
                "Generated data of {days} days is filled in now; the pages show how far it is."
            ));
        }
    }
    if address.ip().is_loopback() && config.public_url.is_none() {
        say(&format!(
            "Only this machine can reach it. If Lotse runs on a remote machine, open a tunnel from yours:\n  ssh -L {port}:127.0.0.1:{port} USER@REMOTE\nand open the address above there.",
            port = address.port()
        ));
    }
    say("Stop it with Ctrl-C.");
    Ok(())
}

/// One line to whoever started it. That nobody reads any more is no reason to end.
fn say(line: &str) {
    use std::io::Write as _;
    let _read = writeln!(io::stdout(), "{line}");
}

/// Ready when the process is asked to end.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard; use Ctrl-C");
                let _heard = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _heard = interrupt.await;
    }
    tracing::info!("stopping: finishing what was accepted");
}
