-- What the learner remembers. `meta`, `model` and `log` are the truth; `state`, `undone` and `names` are a
-- cache of it, which replay.py makes again byte for byte. Times are UTC milliseconds, days learner's days.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The scheduler's numbers, each under the id that the log calls them by.
CREATE TABLE model (
  id   TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  id        TEXT PRIMARY KEY,     -- time and device: sorts as it happened, unique over all machines
  kind      TEXT NOT NULL,
  question  TEXT NOT NULL,        -- as it was called then
  at        INTEGER NOT NULL,
  day       INTEGER NOT NULL,
  rating    INTEGER,
  took      REAL,                 -- seconds
  predicted REAL,
  measured  REAL,
  ticked    TEXT,                 -- indices, separated by commas
  phase     TEXT,                 -- what the question was before this rating
  recall    REAL,                 -- the chance of recall foretold by the scheduler
  model     TEXT,
  target    TEXT,                 -- the event undone or redone; the former id of a renamed question
  crc       INTEGER NOT NULL      -- of the row, as SQLite itself does not notice a flipped bit in a value
) STRICT, WITHOUT ROWID;

CREATE INDEX log_question ON log (question);

CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END;

CREATE TABLE state (
  question   TEXT PRIMARY KEY,
  phase      TEXT NOT NULL,
  step       INTEGER NOT NULL,
  stability  REAL NOT NULL,
  difficulty REAL NOT NULL,
  due        INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  reps       INTEGER NOT NULL,
  lapses     INTEGER NOT NULL,
  first      INTEGER NOT NULL,
  suspended  INTEGER NOT NULL,
  leech      INTEGER NOT NULL,
  buried     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- No index on what changes with each rating: a queue looks at all states anyway, and a rating writes three pages
-- where it would write eight.

-- Actions taken back; `lost` once something new was done since, so that they cannot be redone.
CREATE TABLE undone (
  event TEXT PRIMARY KEY,
  turn  TEXT NOT NULL,            -- the undoing event: the latest is redone first
  lost  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Former ids of renamed questions.
CREATE TABLE names (
  old      TEXT PRIMARY KEY,
  question TEXT NOT NULL
) STRICT, WITHOUT ROWID;
