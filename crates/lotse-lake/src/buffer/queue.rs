//! How much may wait to be written: events, and the memory that they take.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use lotse_domain::event::Event;

/// What may wait at most. One append alone may be larger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) events: usize,
    pub(crate) bytes: usize,
}

/// Counts what waits.
#[derive(Debug)]
pub(super) struct Queue {
    most: Room,
    events: AtomicUsize,
    bytes: AtomicUsize,
}

/// A place in the queue, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    queue: Arc<Queue>,
    events: usize,
    bytes: usize,
}

impl Queue {
    pub(super) fn new(most: Room) -> Arc<Self> {
        Arc::new(Self { most, events: AtomicUsize::new(0), bytes: AtomicUsize::new(0) })
    }

    /// Events that wait.
    pub(super) fn waiting(&self) -> usize {
        self.events.load(Ordering::Relaxed)
    }

    /// A place for these events, or how many wait already if there is no room.
    pub(super) fn enter(self: &Arc<Self>, events: &[Event]) -> Result<Place, usize> {
        let place = Place {
            queue: Arc::clone(self),
            events: events.len(),
            bytes: events.iter().map(about_bytes).sum(),
        };
        let before = self.events.fetch_add(place.events, Ordering::Relaxed);
        let bytes = self.bytes.fetch_add(place.bytes, Ordering::Relaxed);
        let fits =
            before + place.events <= self.most.events && bytes + place.bytes <= self.most.bytes;
        if before == 0 || fits { Ok(place) } else { Err(before) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.events.fetch_sub(self.events, Ordering::Relaxed);
        self.queue.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// About what an event takes in memory. Only its properties can make it large.
fn about_bytes(event: &Event) -> usize {
    let properties = event.properties.iter();
    size_of::<Event>()
        + properties.map(|(name, value)| name.as_str().len() + value.as_str().len()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use lotse_domain::property::ShortText;

    use super::*;
    use crate::schema::sample;

    #[test]
    fn whatever_waits_is_bounded_by_number_and_by_bytes() {
        let wide = |chars: usize| {
            let mut event = sample::event(1, Timestamp::UNIX_EPOCH);
            let value = ShortText::trusted("x".repeat(chars).as_str());
            event.properties = [(ShortText::trusted("note"), value)].into_iter().collect();
            vec![event]
        };
        let one = about_bytes(&wide(500)[0]);
        assert_eq!(one - about_bytes(&wide(1)[0]), 499);
        let queue = Queue::new(Room { events: 3, bytes: one + one / 2 });
        // One alone may be larger than all room.
        drop(Queue::new(Room { events: 0, bytes: 0 }).enter(&wide(500)).unwrap());
        let first = queue.enter(&wide(500)).unwrap();
        assert_eq!(queue.enter(&wide(500)).unwrap_err(), 1, "too many bytes");
        assert_eq!(queue.waiting(), 1, "who was refused does not wait");
        drop(first);
        let narrow = Queue::new(Room { events: 2, bytes: usize::MAX });
        let places = [narrow.enter(&wide(1)).unwrap(), narrow.enter(&wide(1)).unwrap()];
        assert_eq!(narrow.enter(&wide(1)).unwrap_err(), 2, "too many events");
        drop(places);
        assert_eq!(narrow.waiting(), 0);
        assert!(narrow.enter(&wide(1)).is_ok());
    }
}
