-- Words of comments, for searching, and the sizes that triggers keep. This is SQLite's FTS5; another database needs its own.
-- English words are found by their stem (Porter); of other languages whatever begins with what was typed.

CREATE VIRTUAL TABLE comment_words_english USING fts5 (
    text, content='comments', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);

CREATE VIRTUAL TABLE comment_words_other USING fts5 (
    text, content='comments', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);

-- Without these, words of erased comments would lie in the index until it is next merged.
INSERT INTO comment_words_english (comment_words_english, rank) VALUES ('secure-delete', 1);
INSERT INTO comment_words_other (comment_words_other, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER comments_added_english AFTER INSERT ON comments
WHEN new.language = 'en' OR new.language LIKE 'en-%'
BEGIN
    INSERT INTO comment_words_english (rowid, text) VALUES (new.id, new.text);
END;

CREATE TRIGGER comments_added_other AFTER INSERT ON comments
WHEN new.language IS NULL OR NOT (new.language = 'en' OR new.language LIKE 'en-%')
BEGIN
    INSERT INTO comment_words_other (rowid, text) VALUES (new.id, new.text);
END;

CREATE TRIGGER comments_removed_english AFTER DELETE ON comments
WHEN old.language = 'en' OR old.language LIKE 'en-%'
BEGIN
    INSERT INTO comment_words_english (comment_words_english, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TRIGGER comments_removed_other AFTER DELETE ON comments
WHEN old.language IS NULL OR NOT (old.language = 'en' OR old.language LIKE 'en-%')
BEGIN
    INSERT INTO comment_words_other (comment_words_other, rowid, text) VALUES ('delete', old.id, old.text);
END;

-- The index goes by number, text and language, which therefore stay.
CREATE TRIGGER comments_stay BEFORE UPDATE OF id, service, text, language ON comments
BEGIN
    SELECT RAISE(ABORT, 'what somebody wrote is never changed');
END;

CREATE TRIGGER comments_counted AFTER INSERT ON comments
BEGIN
    INSERT INTO inbox_sizes (service, comments, bytes)
    VALUES (new.service, 1, LENGTH(CAST(new.text AS BLOB)))
    ON CONFLICT (service) DO UPDATE SET
        comments = comments + 1, bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER comments_discounted AFTER DELETE ON comments
BEGIN
    UPDATE inbox_sizes SET comments = comments - 1, bytes = bytes - LENGTH(CAST(old.text AS BLOB))
    WHERE service = old.service;
END;
