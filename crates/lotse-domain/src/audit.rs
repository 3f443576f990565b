//! What is written down about who did and who read what.

use crate::words::words;

words! {
    /// What somebody did.
    Action {
        /// A service was added.
        ServiceAdded = "service-added",
        /// A service may be reached at one more address.
        OriginAdded = "origin-added",
        /// A service's settings were changed.
        ServiceChanged = "service-changed",
        /// Links mark test visits of a service for some time.
        TestVisitsOpened = "test-visits-opened",
        /// Test visits of a service were deleted.
        TestVisitsDeleted = "test-visits-deleted",
        /// It was said what an event or property means.
        Described = "described",
        /// Events that had been refused were taken after all.
        RefusedTaken = "refused-taken",
        /// A secret key for a service's own server was made.
        ServerKeyAdded = "server-key-added",
        /// Such a key was taken away.
        ServerKeyRevoked = "server-key-revoked",
        /// A question was saved.
        QuestionSaved = "question-saved",
        /// A saved question was deleted.
        QuestionDeleted = "question-deleted",
        /// A tag was made.
        TagAdded = "tag-added",
        /// What a tag says was changed.
        TagChanged = "tag-changed",
        /// A tag was archived.
        TagArchived = "tag-archived",
        /// A tag was taken out of the archive.
        TagRestored = "tag-restored",
        /// A task was made.
        TaskAdded = "task-added",
        /// What a task says was changed.
        TaskChanged = "task-changed",
        /// A task was archived.
        TaskArchived = "task-archived",
        /// A task was taken out of the archive.
        TaskRestored = "task-restored",
        /// A segment was made.
        SegmentAdded = "segment-added",
        /// Who is in a segment was changed, or what it is called.
        SegmentChanged = "segment-changed",
        /// A segment was archived.
        SegmentArchived = "segment-archived",
        /// A segment was taken out of the archive.
        SegmentRestored = "segment-restored",
        /// A survey was made.
        SurveyAdded = "survey-added",
        /// What a survey asks was changed, or what it is called.
        SurveyChanged = "survey-changed",
        /// A survey was archived.
        SurveyArchived = "survey-archived",
        /// A survey was taken out of the archive.
        SurveyRestored = "survey-restored",
        /// A version of a survey was published.
        SurveyPublished = "survey-published",
        /// A survey asks nobody any more.
        SurveyClosed = "survey-closed",
        /// A survey that was closed asks people again.
        SurveyReopened = "survey-reopened",
        /// It was chosen what surveys must be like to be published.
        SurveyRulesChosen = "survey-rules-chosen",
        /// The branding of surveys was chosen.
        SurveyBrandingChosen = "survey-branding-chosen",
        /// Comments were sorted, given to somebody or marked.
        CommentsChanged = "comments-changed",
        /// A note was written beside a comment.
        CommentNoted = "comment-noted",
        /// Such a note was deleted.
        CommentNoteDeleted = "comment-note-deleted",
        /// What people wrote, and how they can be reached, was erased.
        CommentsErased = "comments-erased",
        /// It was read how somebody can be reached.
        ContactRead = "contact-read",
        /// Contact data were deleted when their time was over.
        ContactsForgotten = "contacts-forgotten",
        /// A day of a service was annotated.
        AnnotationAdded = "annotation-added",
        /// What an annotation says was changed.
        AnnotationChanged = "annotation-changed",
        /// An annotation was deleted.
        AnnotationDeleted = "annotation-deleted",
        /// Annotations were brought by a file.
        AnnotationsImported = "annotations-imported",
        /// A person was added.
        PersonAdded = "person-added",
        /// A person's access was ended for good.
        PersonRemoved = "person-removed",
        /// A person was given a role.
        RoleGiven = "role-given",
        /// A role was taken from a person.
        RoleTaken = "role-taken",
        /// A person's name or address of mail was changed.
        PersonChanged = "person-changed",
        /// A one-time link was made for a person.
        LinkMade = "link-made",
        /// A password was chosen.
        PasswordChosen = "password-chosen",
        /// A second factor was set up.
        SecondFactorAdded = "second-factor-added",
        /// A second factor was taken away.
        SecondFactorRemoved = "second-factor-removed",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey was taken away.
        PasskeyRemoved = "passkey-removed",
        /// A person's account at the sign-in provider was linked to them.
        IdentityLinked = "identity-linked",
        /// Such a link was taken away.
        IdentityUnlinked = "identity-unlinked",
        /// Somebody signed in.
        SignedIn = "signed-in",
        /// Somebody signed out.
        SignedOut = "signed-out",
        /// A session was ended from another one.
        SessionEnded = "session-ended",
        /// Too many wrong passwords were typed for an account.
        SignInThrottled = "sign-in-throttled",
        /// An access token was made.
        TokenMade = "token-made",
        /// An access token was taken away.
        TokenRevoked = "token-revoked",
        /// A person may read single rows of a service.
        SingleRowsAllowed = "single-rows-allowed",
        /// Single rows were read.
        SingleRowsRead = "single-rows-read",
        /// Figures were taken out as a file.
        FiguresExported = "figures-exported",
        /// This record itself was read or taken out.
        AuditRead = "audit-read",
        /// Events were erased.
        EventsErased = "events-erased",
        /// An import was begun.
        ImportBegun = "import-begun",
        /// What an import brought is taken back.
        ImportUndone = "import-undone",
        /// Figures that others counted came into a series of a service.
        SeriesImported = "series-imported",
        /// A series was deleted with its figures.
        SeriesDeleted = "series-deleted",
        /// It was chosen how few people are too few to show a figure.
        DisclosureChosen = "disclosure-chosen",
        /// A copy of everything was made.
        BackedUp = "backed-up",
    }
}

words! {
    /// What kind of hand did it.
    ActorKind {
        /// A person who is signed in.
        Person = "person",
        /// A program, with a person's access token.
        Token = "token",
        /// Whoever may use the machine's command line.
        Operator = "operator",
        /// The program itself.
        Program = "program",
    }
}

impl Action {
    /// Whether it changed nothing: something was looked at or taken out.
    pub fn is_reading(self) -> bool {
        matches!(
            self,
            Self::SingleRowsRead | Self::FiguresExported | Self::AuditRead | Self::ContactRead
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_told_from_what_is_changed() {
        let readings: Vec<_> = Action::ALL.iter().filter(|action| action.is_reading()).collect();
        assert_eq!(
            readings,
            [
                &Action::ContactRead,
                &Action::SingleRowsRead,
                &Action::FiguresExported,
                &Action::AuditRead
            ]
        );
    }
}
