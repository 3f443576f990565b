//! `lotse check`: the configuration in force, and what is wrong with it or with this machine.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::bail;
use jiff::Timestamp;
use lotse_domain::clock::Clock;
use lotse_web::{OpenId, OpenIdSettings, ProviderError};

use crate::{
    config::{Config, ConfigError},
    data_folder::{DataFolder, DataFolderError},
    system::{SystemClock, SystemEntropy, free_bytes},
    wiring,
};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// As it should be.
    Good,
    /// It works, but somebody should know.
    Warning,
    /// It will not work.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// How bad.
    pub(super) weight: Weight,
    /// What was found, and what to do.
    pub(super) text: String,
}

/// Free space below which a day of a busy service may not fit.
const LITTLE_SPACE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Free space below which nothing fits.
const NO_SPACE_BYTES: u64 = 256 * 1024 * 1024;
/// Days of room below which somebody should act, and from which nobody need count.
const FEW_DAYS: u64 = 30;
const MANY_DAYS: u64 = 5 * 365;
/// No clock that runs this version can truly show an earlier time.
const THIS_VERSION_IS_FROM: &str = "2026-11-01T00:00:00Z";

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(super) fn run(config: Result<Config, ConfigError>) -> anyhow::Result<()> {
    let config = match config {
        Ok(config) => config,
        Err(ConfigError(problems)) => {
            for problem in &problems {
                println!("problem  {problem}");
            }
            bail!("The configuration has {} problem(s).", problems.len());
        }
    };
    match &config.file {
        Some(file) => println!("Configuration file: {}", file.display()),
        None => println!("Configuration file: none"),
    }
    for setting in crate::config::settings::SETTINGS {
        if let Some(given) = config.given.get(setting.name) {
            let text = if given.text.is_empty() { "(nothing)" } else { &given.text };
            let text = text.lines().collect::<Vec<_>>().join("; ");
            println!("  {:<26} {:<28} from {}", setting.name, text, given.source);
        }
    }
    println!();
    let mut findings = findings(&config, SystemClock.now());
    if let Some(settings) = config.openid.clone() {
        provider(&config, settings, &mut findings)?;
    }
    for finding in &findings {
        let word = match finding.weight {
            Weight::Good => "good   ",
            Weight::Warning => "warning",
            Weight::Problem => "problem",
        };
        println!("{word}  {}", finding.text);
    }
    let problems = findings.iter().filter(|finding| finding.weight == Weight::Problem).count();
    if problems > 0 {
        bail!("{problems} problem(s) keep Lotse from working.");
    }
    Ok(())
}

/// Looks at everything that can be looked at without starting.
pub(super) fn findings(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    folder(config, now, &mut findings);
    clock(config, now, &mut findings);
    addresses(config, &mut findings);
    findings
}

fn folder(config: &Config, now: Timestamp, findings: &mut Vec<Finding>) {
    let mut say = |weight, text| findings.push(Finding { weight, text });
    let existed = config.data.exists();
    match DataFolder::take(&config.data) {
        Ok(taken) => {
            say(Weight::Good, format!("The data folder {} can be written.", config.data.display()));
            drop(taken);
        }
        Err(error @ DataFolderError::Taken { .. }) => {
            say(Weight::Warning, format!("{error} The other checks go on."));
        }
        Err(error) => return say(Weight::Problem, error.to_string()),
    }
    if let Some(text) = open_to_others(&config.data) {
        say(Weight::Warning, text);
    }
    match free_bytes(&config.data) {
        Some(free) => {
            let text = format!(
                "{:.1} GiB are free where the data folder lies.",
                // Shown to one decimal: exactness beyond 2^53 bytes does not matter.
                f64::from(u32::try_from(free / (1024 * 1024)).unwrap_or(u32::MAX)) / 1024.0
            );
            if free < NO_SPACE_BYTES {
                say(
                    Weight::Problem,
                    format!("Only {text} Lotse refuses events when it runs full."),
                );
            } else if free < LITTLE_SPACE_BYTES {
                say(Weight::Warning, format!("Only {text} A busy service may fill that in a day."));
            } else {
                say(Weight::Good, text);
            }
            if let Some((weight, text)) = room_for(&config.data, free, now) {
                say(weight, text);
            }
        }
        None => say(Weight::Warning, "Free space could not be read.".to_owned()),
    }
    if !existed {
        // `check` only looks: a folder that it had to make in order to try goes again.
        let _gone = fs::remove_file(config.data.join("lotse.lock"));
        let _gone = fs::remove_dir(&config.data);
    }
}

/// For how long the free space lasts at the pace of the last days.
fn room_for(folder: &Path, free: u64, now: Timestamp) -> Option<(Weight, String)> {
    let per_day = lotse_lake::bytes_per_day(&folder.join("lake"), now)?;
    let days = free.saturating_sub(NO_SPACE_BYTES) / per_day.get();
    let mib = per_day.get().div_ceil(1024 * 1024);
    let pace = format!("In the last weeks the events of a day took about {mib} MiB");
    Some(if days < FEW_DAYS {
        (
            Weight::Warning,
            format!(
                "{pace}, so the disk is full in {days} days. Make room, or keep events for fewer months (keep_events_months)."
            ),
        )
    } else if days > MANY_DAYS {
        (Weight::Good, format!("{pace}, so there is room for more than five years."))
    } else {
        (Weight::Good, format!("{pace}, so there is room for {days} days."))
    })
}

#[cfg(unix)]
fn open_to_others(folder: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        format!(
            "Other users of this machine can look into {} (mode {:o}). Set it to 700: chmod 700 {}",
            folder.display(),
            mode & 0o777,
            folder.display()
        )
    })
}

#[cfg(not(unix))]
fn open_to_others(_folder: &Path) -> Option<String> {
    None
}

fn clock(config: &Config, now: Timestamp, findings: &mut Vec<Finding>) {
    let mut say = |weight, text| findings.push(Finding { weight, text });
    let built: Option<Timestamp> = THIS_VERSION_IS_FROM.parse().ok();
    if built.is_some_and(|built| now < built) {
        return say(
            Weight::Problem,
            format!(
                "The clock shows {now}, before this version existed. Set it, then start Lotse: pseudonyms depend on the day."
            ),
        );
    }
    let newest: Option<PathBuf> = fs::read_dir(&config.data)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| modified(path).is_some_and(|time| time.duration_since(now).as_secs() > 300));
    match newest {
        Some(path) => say(
            Weight::Warning,
            format!(
                "{} was written in the future by this clock ({now}). The clock may have been set back.",
                path.display()
            ),
        ),
        None => say(Weight::Good, format!("The clock shows {now}.")),
    }
}

fn modified(path: &Path) -> Option<Timestamp> {
    Timestamp::try_from(fs::metadata(path).ok()?.modified().ok()?).ok()
}

fn addresses(config: &Config, findings: &mut Vec<Finding>) {
    let mut say = |weight, text: String| findings.push(Finding { weight, text });
    let local = config.listen.ip().is_loopback();
    match &config.public_url {
        Some(url) => say(Weight::Good, format!("People and pages reach Lotse at {}.", url.as_str())),
        None if local => say(
            Weight::Good,
            "Lotse is reached from this machine only. For others set public_url and put a proxy with HTTPS in front.".to_owned(),
        ),
        None => say(
            Weight::Problem,
            format!("Lotse listens on {} for other machines, but public_url is not set. Set it to the https address under which people reach it: sign-in and the snippet need it.", config.listen),
        ),
    }
    let behind_proxy =
        config.public_url.as_ref().is_some_and(|url| url.as_str().starts_with("https://"));
    let trusts_any =
        config.given.get("trusted_proxies").is_some_and(|given| !given.text.is_empty());
    if behind_proxy && !trusts_any {
        say(
            Weight::Warning,
            "public_url is https, so a proxy stands in front, but trusted_proxies names none: every visitor would seem to come from the proxy's address and count as few people. Name the proxy's address.".to_owned(),
        );
    } else if trusts_any {
        say(Weight::Good, "The browser's address is taken from the trusted proxies.".to_owned());
    }
}

/// Asks the sign-in provider what it says of itself.
fn provider(
    config: &Config,
    settings: OpenIdSettings,
    findings: &mut Vec<Finding>,
) -> anyhow::Result<()> {
    let mut say = |weight, text: String| findings.push(Finding { weight, text });
    let url = wiring::public_url(&wiring::base_url(config, config.listen))?;
    let issuer = settings.issuer.as_str().to_owned();
    if let Some(text) = secret_open_to_others(config) {
        say(Weight::Warning, text);
    }
    let openid = OpenId::new(settings, &url, Arc::new(SystemClock), Arc::new(SystemEntropy));
    let examined = match openid {
        Ok(openid) => wiring::runtime()?.block_on(openid.examine()),
        Err(error) => Err(error),
    };
    match examined {
        Ok(examined) => {
            say(
                Weight::Good,
                format!(
                    "The sign-in provider {issuer} answers. The redirect address to register there is {}.",
                    OpenId::answer_address(&url)
                ),
            );
            if examined.is_silent_on_pkce {
                say(Weight::Warning, "The sign-in provider does not say that it knows PKCE with S256. Lotse uses it in any case; see that the provider does not refuse it.".to_owned());
            }
            for acr in examined.unlisted_acr {
                say(
                    Weight::Warning,
                    format!(
                        "openid_acr demands “{acr}”, which is not among the values that the sign-in provider lists."
                    ),
                );
            }
        }
        // Lotse works without its provider: people sign in by other ways meanwhile.
        Err(error @ ProviderError::Unreachable(_)) => say(
            Weight::Warning,
            format!(
                "Nobody can sign in by {issuer} now: {error}. Passwords and passkeys still work."
            ),
        ),
        Err(error @ (ProviderError::Document(_) | ProviderError::Machine(_))) => {
            say(Weight::Problem, format!("Nobody can sign in by {issuer}: {error}."));
        }
    }
    Ok(())
}

fn secret_open_to_others(config: &Config) -> Option<String> {
    let given = config.given.get("openid_client_secret_file")?;
    let file = Path::new(&given.text);
    let text = if given.text.is_empty() { None } else { open_to_others(file) };
    text.map(|_| format!("Other users of this machine can read {}, the secret between Lotse and the sign-in provider. Set it to 600: chmod 600 {}", file.display(), file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    fn check(settings: &[(&'static str, &str)], now: &str) -> Vec<Finding> {
        let parent = tempfile::tempdir().unwrap();
        let mut flags = Flags::from([("data", parent.path().join("d").display().to_string())]);
        flags.extend(settings.iter().map(|(name, text)| (*name, (*text).to_owned())));
        let config = Config::load(&flags, |_| None, None).unwrap();
        let findings = findings(&config, now.parse().unwrap());
        assert!(!parent.path().join("d").exists(), "check must leave nothing behind");
        findings
    }

    #[test]
    fn the_room_is_told_in_days_at_the_pace_of_the_last_weeks() {
        let data = tempfile::tempdir().unwrap();
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        assert_eq!(room_for(data.path(), 1 << 40, now), None, "no events, no pace");
        let folder = data.path().join("lake/public/events/month=2026-03");
        fs::create_dir_all(&folder).unwrap();
        for day in 17..20 {
            fs::write(folder.join(format!("2026-03-{day}-0f.parquet")), vec![0; 1 << 20]).unwrap();
        }
        for (free, weight, part) in [
            (NO_SPACE_BYTES + (29 << 20), Weight::Warning, "full in 29 days"),
            (NO_SPACE_BYTES + (30 << 20), Weight::Good, "room for 30 days"),
            (1 << 40, Weight::Good, "more than five years"),
            (1, Weight::Warning, "full in 0 days"),
        ] {
            let (found, text) = room_for(data.path(), free, now).unwrap();
            assert_eq!(found, weight, "{text}");
            assert!(text.contains(part) && text.contains("about 1 MiB"), "{text}");
        }
    }

    fn worst(findings: &[Finding], part: &str) -> Option<Weight> {
        findings.iter().find(|finding| finding.text.contains(part)).map(|finding| finding.weight)
    }

    #[test]
    fn a_fresh_machine_is_good() {
        let findings = check(&[], "2026-11-23T12:00:00Z");
        assert!(findings.iter().all(|finding| finding.weight != Weight::Problem), "{findings:?}");
    }

    #[test]
    fn a_clock_before_this_version_is_a_problem() {
        let findings = check(&[], "1970-01-01T00:00:10Z");
        assert_eq!(worst(&findings, "The clock shows"), Some(Weight::Problem));
    }

    #[test]
    fn other_machines_need_a_public_url_and_a_named_proxy() {
        let now = "2026-11-23T12:00:00Z";
        let findings = check(&[("listen", "0.0.0.0:7007")], now);
        assert_eq!(worst(&findings, "public_url is not set"), Some(Weight::Problem));
        let url = ("public_url", "https://lotse.example.gov");
        let findings = check(&[url], now);
        assert_eq!(worst(&findings, "trusted_proxies names none"), Some(Weight::Warning));
        let findings = check(&[url, ("trusted_proxies", "10.0.0.1")], now);
        assert_eq!(worst(&findings, "trusted_proxies names none"), None);
    }
}
