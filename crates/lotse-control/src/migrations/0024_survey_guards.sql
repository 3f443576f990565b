-- What was published is never written over, whatever a statement asks for. The triggers are SQLite's own; another database
-- needs its spelling of them.

CREATE TRIGGER survey_versions_stay BEFORE UPDATE ON survey_versions
BEGIN
    SELECT RAISE(ABORT, 'a version of a survey is never changed');
END;

CREATE TRIGGER published_surveys_stay BEFORE UPDATE ON published_surveys
BEGIN
    SELECT RAISE(ABORT, 'a published survey is never changed');
END;
