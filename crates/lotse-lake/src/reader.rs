//! The handle that answers questions.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use lotse_domain::{
    Count,
    event::Event,
    ids::ServiceId,
    privacy::Undisclosed,
    query::{
        UsageAnswer, UsageQuestion,
        attempts::{AttemptsAnswer, AttemptsQuestion},
        counts::{CountsAnswer, CountsQuestion},
        examples::{Example, ExamplesQuestion},
        forms::{FormsAnswer, FormsQuestion},
        funnel::{FunnelAnswer, FunnelQuestion, Unit},
        overlap::{OverlapAnswer, OverlapQuestion},
        paths::{PathsAnswer, PathsQuestion},
        retention::{RetentionAnswer, RetentionQuestion},
        together::{AnswerSet, QuestionSet},
    },
    service::ServiceKind,
};

use crate::{
    Arrivals, Extent, Inner,
    answers::Answered,
    counts,
    error::QueryError,
    funnel::{OfCases, OfVisitors},
    gather::Question,
};

/// Answers questions.
#[derive(Clone)]
pub struct EventReader {
    pub(crate) inner: Arc<Inner>,
    rows_read: RowsRead,
}

/// How many rows a reader's answers rest on: those that were read for them, now or when they were first
/// counted, before any filter of a question.
#[derive(Clone, Default)]
pub struct RowsRead(Arc<AtomicU64>);

impl RowsRead {
    /// As many as until now.
    pub fn rows(&self) -> Undisclosed<Count> {
        Undisclosed::seal(Count::new(self.0.load(Ordering::Relaxed)))
    }
}

impl EventReader {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { inner, rows_read: RowsRead::default() }
    }

    /// The same reader, and what its own answers rest on.
    #[must_use]
    pub fn metered(&self) -> (Self, RowsRead) {
        let reader = Self::new(Arc::clone(&self.inner));
        let rows_read = reader.rows_read.clone();
        (reader, rows_read)
    }

    /// Closes an answer, and notes what it rests on.
    fn seal<A>(&self, answered: Answered<A>) -> Undisclosed<A> {
        self.rows_read.0.fetch_add(answered.rows_read, Ordering::Relaxed);
        Undisclosed::seal(answered.answer)
    }

    /// How much was a service used?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn usage(
        &self,
        question: &UsageQuestion,
    ) -> Result<Undisclosed<UsageAnswer>, QueryError> {
        self.ask(question.scope.kind, question).await
    }

    /// How many visitors or visits get how far?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn funnel(
        &self,
        question: &FunnelQuestion,
    ) -> Result<Undisclosed<FunnelAnswer>, QueryError> {
        let kind = question.parts().scope.kind;
        match question.parts().unit {
            Unit::Case => self.ask(kind, &OfCases(question)).await,
            Unit::Visitor | Unit::Visit => self.ask(kind, &OfVisitors(question)).await,
        }
    }

    /// How many events and people, and how much of a number, by what events carry?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn counts(
        &self,
        question: &CountsQuestion,
    ) -> Result<Undisclosed<CountsAnswer>, QueryError> {
        let store = self.inner.store(question.parts().scope.kind);
        counts::answer(store, question).await.map(|answered| self.seal(answered))
    }

    /// Did people get it done?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn attempts(
        &self,
        question: &AttemptsQuestion,
    ) -> Result<Undisclosed<AttemptsAnswer>, QueryError> {
        self.ask(question.scope.kind, question).await
    }

    /// Which ways do visitors or visits take?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn paths(
        &self,
        question: &PathsQuestion,
    ) -> Result<Undisclosed<PathsAnswer>, QueryError> {
        self.ask(question.parts().scope.kind, question).await
    }

    /// How is a form filled in, field by field?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn forms(
        &self,
        question: &FormsQuestion,
    ) -> Result<Undisclosed<FormsAnswer>, QueryError> {
        self.ask(question.scope().kind, question).await
    }

    /// Which visitors come back?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn retention(
        &self,
        question: &RetentionQuestion,
    ) -> Result<Undisclosed<RetentionAnswer>, QueryError> {
        self.ask(question.parts().scope.kind, question).await
    }

    /// Which are the newest events of a filter? They are rows: the gate hands them out as records.
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn examples(
        &self,
        question: &ExamplesQuestion,
    ) -> Result<Undisclosed<Vec<Example>>, QueryError> {
        self.ask(question.scope().kind, question).await
    }

    /// How much of several filters is there, and how much do two of them share?
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read.
    pub async fn overlap(
        &self,
        question: &OverlapQuestion,
    ) -> Result<Undisclosed<OverlapAnswer>, QueryError> {
        self.ask(question.scope().kind, question).await
    }

    /// Several questions about one service, by one reading of its events.
    ///
    /// # Errors
    /// When a limit is reached or a file cannot be read; then none is answered.
    pub async fn together(
        &self,
        questions: &QuestionSet,
    ) -> Result<Undisclosed<AnswerSet>, QueryError> {
        self.ask(questions.scope().kind, questions).await
    }

    /// How questions would be answered: the plan as text, for diagnosis. It holds no data.
    ///
    /// # Errors
    /// When no plan can be made.
    pub async fn explain(&self, questions: &QuestionSet) -> Result<String, QueryError> {
        self.inner.store(questions.scope().kind).explain(questions).await
    }

    async fn ask<Q: Question + Sync>(
        &self,
        kind: ServiceKind,
        question: &Q,
    ) -> Result<Undisclosed<Q::Answer>, QueryError> {
        // Whoever waits for several answers at once does not carry them all along.
        let answered = Box::pin(self.inner.store(kind).ask(question)).await;
        answered.map(|answered| self.seal(answered))
    }

    /// When did events of a service arrive?
    ///
    /// # Errors
    /// When a file cannot be read.
    pub async fn arrivals(
        &self,
        kind: ServiceKind,
        service: ServiceId,
    ) -> Result<Undisclosed<Arrivals>, QueryError> {
        let store = self.inner.store(kind);
        self.inner.limits.wait_for(store.arrivals(service)).await.map(Undisclosed::seal)
    }

    /// The newest events of a service, the newest first: as far as they still lie in the buffer, that
    /// is for some minutes.
    ///
    /// # Errors
    /// When the buffer holds what cannot be read.
    pub fn recent(
        &self,
        kind: ServiceKind,
        service: ServiceId,
        limit: usize,
    ) -> Result<Undisclosed<Vec<Event>>, QueryError> {
        self.inner.store(kind).recent(service, limit).map(Undisclosed::seal)
    }

    /// How much there is, for operators.
    pub fn extent(&self) -> Extent {
        let mut extent = Extent { questions: self.inner.limits.running(), ..Extent::default() };
        for store in self.inner.stores() {
            extent.buffered += Count::new(store.memory.with(|state| state.tail.rows()) as u64);
            extent.files += store.memory.version().files.len();
            extent.size_bytes += store.size_bytes();
            extent.files_set_aside += store.files_set_aside();
        }
        extent
    }

    /// Whether events of a service within some time may be missing, because a file that held them was
    /// set aside.
    pub fn lacks(&self, kind: ServiceKind, service: ServiceId, times: &Range<Timestamp>) -> bool {
        self.inner.store(kind).lacks(service, times)
    }
}
