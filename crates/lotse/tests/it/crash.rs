//! Accepted means kept, once: the real program under load, killed at random, stopped in order, and
//! put back from a copy after its folder is destroyed.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::process::{Client, Process, Sent, kept_once, run};

/// Events of a batch, and clients that send at the same time.
const BATCH: u64 = 20;
const CLIENTS: usize = 3;

/// Clients that send until they are told to stop or get no answer.
struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<thread::JoinHandle<()>>,
}

impl Load {
    fn on(process: &Process, key: &str, noted: &Arc<Mutex<Sent>>, next: &Arc<AtomicU64>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let clients = (0..CLIENTS)
            .map(|_| {
                let mut client = Client::new(process, key);
                let (stop, noted, next) = (stop.clone(), noted.clone(), next.clone());
                thread::spawn(move || {
                    while !stop.load(Ordering::SeqCst) {
                        let first = next.fetch_add(BATCH, Ordering::SeqCst);
                        let mut own = Sent::default();
                        let answered = client.send(first..first + BATCH, &mut own);
                        let mut noted = noted.lock().unwrap();
                        noted.sent.extend(own.sent);
                        noted.acknowledged.extend(own.acknowledged);
                        drop(noted);
                        if !answered {
                            return;
                        }
                        // Some thousand pages in all: as many as one table names.
                        thread::sleep(Duration::from_millis(15));
                    }
                })
            })
            .collect();
        Self { stop, clients }
    }

    fn end(self) {
        self.stop.store(true, Ordering::SeqCst);
        for client in self.clients {
            client.join().unwrap();
        }
    }
}

/// So often the process is killed; `./test full` says 50.
fn kills() -> u64 {
    std::env::var("LOTSE_TEST_KILLS").map_or(6, |text| text.parse().unwrap())
}

/// Waits until so many more events are acknowledged than now.
fn wait_for_acknowledged(noted: &Mutex<Sent>, more: usize) {
    let acknowledged = || noted.lock().unwrap().acknowledged.len();
    let (enough, until) = (acknowledged() + more, Instant::now() + Duration::from_secs(30));
    while acknowledged() < enough && Instant::now() < until {
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn killed_at_random_under_load_no_acknowledged_event_is_lost_or_stored_twice() {
    let parent = tempfile::tempdir().unwrap();
    // The name of a temporary folder is random enough to choose instants by.
    let seed: u64 = parent.path().to_string_lossy().bytes().map(u64::from).sum();
    for kill in 0..kills().div_ceil(6) {
        // A folder for a few kills, so that all of its pages fit into one table.
        let data = parent.path().join(kill.to_string());
        let noted = Arc::new(Mutex::new(Sent::default()));
        let next = Arc::new(AtomicU64::new(0));
        let mut key = None;
        for round in 0..6 {
            let process = Process::start(&data);
            let key = key.get_or_insert_with(|| Process::public_key(&data));
            let load = Load::on(&process, key, &noted, &next);
            // Any instant will do for some; a busy machine must not make all of them too early to matter.
            if round >= 4 {
                wait_for_acknowledged(&noted, 60);
            }
            thread::sleep(Duration::from_millis(20 + (seed * 7 + kill * 131 + round * 97) % 400));
            if round % 2 == 1 {
                // In the middle of a flush as often as not.
                let data = data.clone();
                let flushing = thread::spawn(move || run(&data, &["flush"]));
                thread::sleep(Duration::from_millis((seed + round * 53) % 60));
                process.kill();
                flushing.join().unwrap();
            } else {
                process.kill();
            }
            load.end();
        }
        let noted = noted.lock().unwrap();
        assert!(noted.acknowledged.len() > 100, "{} acknowledged", noted.acknowledged.len());
        kept_once(&data, key.as_deref().unwrap(), &noted);
    }
}

#[test]
fn told_to_stop_under_load_it_ends_well_and_keeps_what_it_acknowledged() {
    let parent = tempfile::tempdir().unwrap();
    let process = Process::start(parent.path());
    let key = Process::public_key(parent.path());
    let noted = Arc::new(Mutex::new(Sent::default()));
    let load = Load::on(&process, &key, &noted, &Arc::default());
    thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    assert!(process.stop(), "it did not exit with 0");
    let took = begun.elapsed();
    load.end();
    // A promise to whoever restarts the machine, not a measurement.
    assert!(took < Duration::from_secs(25), "{took:?}");
    kept_once(parent.path(), &key, &noted.lock().unwrap());
}

#[test]
fn a_folder_destroyed_under_load_comes_back_from_a_copy_made_under_load() {
    let parent = tempfile::tempdir().unwrap();
    let (data, copy) = (parent.path().join("data"), parent.path().join("copies/first"));
    let process = Process::start(&data);
    let key = Process::public_key(&data);
    let noted = Arc::new(Mutex::new(Sent::default()));
    let load = Load::on(&process, &key, &noted, &Arc::default());
    thread::sleep(Duration::from_millis(200));
    assert!(run(&data, &["flush"]).0);
    thread::sleep(Duration::from_millis(100));
    let before = noted.lock().unwrap().clone();
    let (well, text) = run(&data, &["backup", copy.to_str().unwrap(), "--with-secret"]);
    assert!(well && text.contains("Back-up of"), "{text}");
    let (again, text) = run(&data, &["backup", copy.to_str().unwrap()]);
    assert!(!again && text.contains("exists already"), "{text}");
    std::fs::remove_dir_all(&data).unwrap();
    process.kill();
    load.end();

    std::fs::create_dir_all(&data).unwrap();
    let (well, text) = run(&data, &["restore", copy.to_str().unwrap()]);
    assert!(well && text.contains("events are back"), "{text}");
    assert!(!before.acknowledged.is_empty());
    // What came after the copy began may be in it or not; what was acknowledged before is.
    let noted = Sent { sent: noted.lock().unwrap().sent.clone(), ..before };
    kept_once(&data, &key, &noted);
    let (again, text) = run(&data, &["restore", copy.to_str().unwrap()]);
    assert!(!again && text.contains("is not empty"), "{text}");

    // It works on: events come in, and the same key is known.
    let process = Process::start(&data);
    let mut more = Sent::default();
    assert!(Client::new(&process, &key).send(1_000_000..1_000_005, &mut more));
    assert_eq!(more.acknowledged.len(), 5);
    assert!(process.stop());
    kept_once(&data, &key, &more);
}

#[test]
fn a_damaged_copy_is_refused_and_an_interrupted_restore_begins_anew() {
    let parent = tempfile::tempdir().unwrap();
    let (data, copy) = (parent.path().join("data"), parent.path().join("copy"));
    std::fs::create_dir(&data).unwrap();
    let (well, text) = run(&data, &["backup", copy.to_str().unwrap()]);
    assert!(well && text.contains("installation secret is not in it"), "{text}");
    let (inside, text) = run(&data, &["backup", data.join("copy").to_str().unwrap()]);
    assert!(!inside && text.contains("lies in the data folder"), "{text}");
    let control = copy.join("control.sqlite");
    let good = std::fs::read(&control).unwrap();
    let mut bad = good.clone();
    bad[100] ^= 1;
    std::fs::write(&control, bad).unwrap();
    let other = parent.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let (well, text) = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(!well && text.contains("control.sqlite is changed"), "{text}");
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0, "nothing was written");
    std::fs::write(&control, good).unwrap();
    // As an interruption leaves it: the mark, and some files in their places.
    std::fs::create_dir(other.join("restoring")).unwrap();
    std::fs::write(other.join("control.sqlite"), "half").unwrap();
    let (well, text) = run(&other, &["flush"]);
    assert!(!well && text.contains("was interrupted"), "{text}");
    let (well, text) = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(well && text.contains("The next start draws a new one"), "{text}");
    let (well, text) = run(&other, &["flush"]);
    assert!(well, "{text}");
}

/// The whole way of an operator: a bit turns over on the disk, `doctor` finds it, sets the file aside,
/// and the rest is served.
#[test]
fn a_corrupt_file_of_the_lake_is_found_named_and_set_aside() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path();
    let process = Process::start(data);
    let key = Process::public_key(data);
    let mut client = Client::new(&process, &key);
    let (mut first, mut second) = (Sent::default(), Sent::default());
    client.send(0..50, &mut first);
    assert!(run(data, &["flush"]).0);
    client.send(50..80, &mut second);
    assert!(run(data, &["flush"]).0);
    let (well, text) = run(data, &["doctor"]);
    assert!(well && text.contains("Everything is as it was written."), "{text}");

    let (well, text) = run(data, &["doctor", "--json"]);
    assert!(well, "{text}");
    let health: lotse::doctor::Health = serde_json::from_str(&text).unwrap();
    assert_eq!(health.stores[0].in_table, 80);
    let mut files = Vec::new();
    for partition in std::fs::read_dir(data.join("lake/public/events")).unwrap() {
        let partition = partition.unwrap().path();
        if partition.to_string_lossy().contains("month=") {
            files.extend(std::fs::read_dir(partition).unwrap().map(|file| file.unwrap().path()));
        }
    }
    files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
    let damaged = files.last().unwrap();
    let mut bytes = std::fs::read(damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(damaged, bytes).unwrap();

    let (well, text) = run(data, &["doctor"]);
    assert!(!well && text.contains("It held 30 events from"), "{text}");
    let (well, text) = run(data, &["doctor", "--set-aside"]);
    assert!(!well && text.contains("lies in lake/public/set-aside"), "{text}");
    let (well, text) = run(data, &["doctor"]);
    assert!(well, "{text}");
    client.send(80..90, &mut first);
    assert!(process.stop());
    kept_once(data, &key, &first);
    second.acknowledged.clear();
    kept_once(data, &key, &second);
}

#[test]
fn a_corrupt_page_of_the_buffer_is_told_and_what_can_be_read_is_taken_over() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path();
    let process = Process::start(data);
    let key = Process::public_key(data);
    let mut client = Client::new(&process, &key);
    let mut noted = Sent::default();
    for first in (0..400).step_by(20) {
        client.send(first..first + 20, &mut noted);
    }
    process.kill();
    // Read once by a process that ends in order, so that all of it lies in the one file.
    let buffer = data.join("lake/public/buffer.sqlite");
    let (well, text) = run(data, &["service", "list"]);
    assert!(well, "{text}");
    let mut bytes = std::fs::read(&buffer).unwrap();
    let pages = bytes.len() / 4096;
    assert!(pages > 12, "{pages} pages");
    // A page of events lies behind the first few, which hold what leads to them.
    bytes[(pages - 6) * 4096..(pages - 5) * 4096].fill(0xA5);
    std::fs::write(&buffer, bytes).unwrap();

    let (well, text) = run(data, &["doctor"]);
    assert!(!well && text.contains("lotse doctor --set-aside"), "{text}");
    let (_, text) = run(data, &["doctor", "--set-aside"]);
    assert!(text.contains("taken over into a new buffer"), "{text}");
    let (well, text) = run(data, &["doctor"]);
    assert!(well, "{text}");
    let process = Process::start(data);
    let mut more = Sent::default();
    Client::new(&process, &key).send(500..520, &mut more);
    assert!(process.stop());
    kept_once(data, &key, &more);
    // Nothing came back twice; how much is lost was told.
    noted.acknowledged.clear();
    kept_once(data, &key, &noted);
}

#[test]
fn nobody_has_to_read_what_it_says() {
    let parent = tempfile::tempdir().unwrap();
    let process = Process::start_unheard(parent.path());
    for _ in 0..3 {
        assert!(run(parent.path(), &["user", "list"]).0);
    }
    assert!(process.stop());
}
