tasks-title = Tasks
tasks-lead = A task is what people come for: an application, a notice, an appointment. Here you see whether they get it done, how long it takes, and where they stop.
tasks-none = There is no task yet.
tasks-archived = In the archive
task-new-title = Make a task
task-edit-title = Change the task
task-name = Task
task-name-hint = What people come for, such as: Apply for housing benefit.
task-description-hint = What a colleague has to know.
task-suggested = A task that was recorded
task-suggested-lead = The pages of this service say when something is completed. Most who complete it come this way:
task-suggested-look = Look at it and save it
task-suggested-none = As soon as pages of the service say how they end for a person (data-lotse-outcome), a task is suggested here.
task-example = Example: 100 begin, 78 come to the second step, 62 complete it

task-edit-lead = Say with what an attempt begins, which way it takes and how it can end. “Look at it” shows what this would have found.
task-rule-hint = Which events are meant: a page such as /apply or /apply/*, a tag such as tag:Income form, the name of an event such as sent, or a rule. One a line; any of them will do.
task-edit-begins = How it begins
task-edit-steps = The way
task-edit-steps-lead = Steps in their order. What not everybody passes is optional; a hand-over goes to the telephone or a counter.
task-edit-ends = How it ends
task-edit-later = What becomes of it
task-edit-later-lead = Your own system can say later what became of a case: by events of your server, or as a file. They need a case reference.
task-step-name = Name of the step
task-step-rule = Which events are it
task-step-kind = How it is taken
task-step-kind-needed = by everybody
task-step-kind-optional = optional
task-step-kind-hand-over = hand-over
task-step-told = Step { $number }: { $name } ({ $kind })
task-step-no-name = Give the step a name.
task-rule-missing = Say which events are meant.
task-wrong-window = Choose how long an attempt may take.
task-too-much = That is more than a task can hold.
task-check = Look at it
task-save = Save the task
task-checked = What this would have found
task-check-none = No attempt began from { $dates }. Look at what begins it.
task-check-found = { $begun } attempts began from { $dates }; { $share } were completed or correctly refused (95% interval { $range }).
task-check-hidden = Too few people made attempts from { $dates } to tell how they ended.
task-example-attempt = One attempt, step by step
task-example-none = There is none in this time.

task-part-start = It begins
task-part-completed = Completed
task-part-refused = Correctly refused
task-part-saved = Saved for later
task-part-abandoned = Given up
task-part-help = Help opened
task-part-window = How long an attempt may take
task-part-hint-start = The first page or event of an attempt.
task-part-hint-completed = The service did what it is for.
task-part-hint-refused = Not entitled, or already done: a good end too. Leave it out if there is none.
task-part-hint-saved = Put off, to go on later.
task-part-hint-abandoned = A sign that somebody gave up: cancelled, or an error page that ends it.
task-part-hint-help = A page or event of help.
task-window-visit = as long as the visit
task-window-days = { $days ->
    [one] 1 day
   *[other] { $days } days
 }
task-window-hint = Where a case reference joins visits, choose days: who comes back within them goes on with the same attempt.
task-later-received = Received
task-later-returned = Returned to be corrected
task-later-decided = Decided
task-later-paid = Paid
task-later-hint-received = It has arrived at your system.
task-later-hint-returned = The property “fields” may name what has to be corrected.
task-later-hint-decided = Granted or not.
task-later-hint-paid = What was granted was paid.

task-impossible-captured = This service collects without capturing what people do on a page, so clicks and fields do not exist here: what asks for them finds nothing.
task-impossible-times = This service collects without time in use: how long it takes is told from beginning to end alone.
task-needs-case = Pseudonyms live one day here. Only a case reference of your service joins visits; without one, an attempt ends with its visit, and who comes back cannot be told from somebody else.
task-saved-visit = With the visit as the window, who saves and comes back later counts as given up. Choose days if your service passes a case reference.
task-later-visit = What becomes of it needs a window of days, since a case joins it.
task-hand-over-visit = A hand-over needs a window of days, since a case joins it.

task-nothing = No attempt began in this time.
task-nothing-why = Look at what begins the task, choose other dates, or wait until people come.
task-hidden = Too few people made attempts in this time to tell how they ended.
task-all-open = { $begun } attempts began; the window of none of them has closed yet.
task-finding = { $share } of attempts were completed or correctly refused (95% interval { $range }, { $n }).
task-finding-lost = Most were lost at “{ $place }”: { $lost }.
task-is-archived = This task is in the archive.
task-archive = Put it in the archive
task-archive-lost = It is not listed any more. Its report stays.
task-restore = Take it out of the archive
task-by = Groups by
task-show = Show
task-json = JSON
task-change = { $points } against the period before ({ $before }): { $clear }
task-clear = clear
task-unclear = not clear
task-points = { $points } { $one ->
    [yes] point
   *[no] points
 } ({ $low } to { $high })
task-gap = { $points } ({ $low } to { $high })
task-says = What the task says

task-figure-completion = Completion
task-figure-closed = Attempts whose window has closed
task-figure-completed = Completed
task-figure-refused = Correctly refused
task-figure-abandoned = Given up
task-figure-in-use = Half took no longer than
task-figure-tenth = A tenth took no longer than
task-figure-ninetieth = A tenth took longer than
task-figure-geometric-mean = Geometric mean
task-figure-elapsed = Half needed, pauses included

task-apart-open = { $attempts ->
    [one] 1 attempt is still under way.
   *[other] { $attempts } attempts are still under way.
 } They are in no share.
task-apart-saved = { $attempts ->
    [one] 1 attempt is saved
   *[other] { $attempts } attempts are saved
 } and can still go on.
task-apart-early = { $attempts ->
    [one] 1 attempt is done already, but its window is open.
   *[other] { $attempts } attempts are done already, but their window is open.
 } They count when it closes, or the last days would only show the quick ones.
task-apart-without = { $attempts ->
    [one] 1 end came
   *[other] { $attempts } ends came
 } without a beginning: resumed attempts that nothing joins. They are in no share.
task-closed-until = All windows have closed for attempts that began up to { $day }.
task-closed-none = No window of this time has closed yet. Choose an earlier period for a share.

task-look-first = Where to look first
task-look-lost = { $lost } were lost here: { $share } of those who came so far.
task-look-lost-plain = { $lost } were lost here.
task-look-time = They had spent { $time } in use by then.
task-look-cause = Likely cause: { $cause }. { $met } met it, and were lost here more often than the others: { $points }.
task-look-no-cause = Nothing that enough people met says why.
task-look-unclear = What people met here makes no clear difference.
task-look-rule = By people lost. A cause is likely where those who met it were lost clearly more often; that does not prove that they left for it.

task-places = Step by step
task-places-headline = Attempts that came so far, and those lost between
task-places-optional = A step that not everybody takes can be reached by fewer than the one after it.
task-place-start = Beginning
task-place-done = Completed or refused
task-causes = What was met on the way
task-cause = What
task-cause-of = { $kind }: “{ $control }”
task-cause-error = { $cause } ({ $error })
task-causes-note = Of those who came to the step: how many met it there, how many of them were lost there, and how much more often than the others. Intervals hold all at once with 95%.
task-times = How long it takes
task-times-headline = Time in use of completed attempts
task-times-note = Without pauses and hidden pages. Attempts that were given up have no time and are not in it.
task-trend = Over time
task-trend-headline = Completion by when attempts began
task-trend-note = By the week or month in which an attempt began. Where windows are still open, there is no point yet.
task-everyone = Everyone
task-groups-note = The gap is to everyone else. Intervals of gaps hold all at once with 95%; a gap whose interval leaves out 0 is clear.
task-groups-unclear = { $by }: no group differs clearly from everyone else.
task-groups-less = { $group }: completed { $points } { $one ->
    [yes] point
   *[no] points
 } less often than by everyone else (interval { $low } to { $high }).
task-groups-more = { $group }: completed { $points } { $one ->
    [yes] point
   *[no] points
 } more often than by everyone else (interval { $low } to { $high }).
task-marks = What else is known of attempts
task-mark-head = Attempts
task-mark-saved = saved for later
task-mark-resumed = gone on with after saving
task-mark-handed-over = handed over to telephone or counter
task-mark-helped = with help opened
task-mark-turned-back = with a page left and returned to at once
task-mark-repeated-errors = with the same field wrong twice
task-mark-joined = joined by a case
task-later = What became of it
task-later-head = Of completed applications
task-later-lead = { $completed } completed attempts have a case, so what became of them can be known.
task-later-hidden = Too few completed attempts have a case to tell what became of them.
task-first-time-right = Of those decided, { $share } were not returned before.
task-days-to-decision = Half were decided within { $days } days (95% interval { $low } to { $high }). What is not decided yet is not in it.
task-days-to-decision-plain = Half were decided within { $days } days. What is not decided yet is not in it.
task-later-fields = Fields to correct
task-later-field = Field

task-head-reached = Reached
task-head-share = Share
task-head-interval = 95% interval
task-head-lost = Lost before
task-head-begun = Began
task-head-closed = Window closed
task-head-completion = Completion
task-head-completion-with = Completion (95% interval)
task-head-gap-with = Gap in points (interval)
task-share-range = { $share } ({ $range })
task-gap-clear = { $gap }, { $clear }
task-head-gap = Gap in points
task-head-in-use = Half took no longer
task-head-met = Met it
task-head-lost-share = Lost of them
task-head-count = Attempts
task-head-clear = Clear?
task-head-lost-there = Lost here
task-when = When
task-look-form = The form of this step
task-look-met = What was met here

task-carrier-visit = Events of one visit, and of one case across visits and devices.
task-carrier-visitor = Events of one person over visits, and of one case across persons and devices.
task-explain-attempt = An attempt begins with the start and may take { $window }. Who begins anew within that time goes on with it, unless it has ended.
task-explain-completion = Completed and correctly refused, of all attempts whose window has closed. What is still open is in neither part.
task-explain-times = Time in use is the time that pages measured without pauses, from the beginning to the end. The longest and shortest tenth are shown where enough people lie beyond them.
task-explain-hidden = A figure is shown when enough people are behind it and behind what is left of the whole. Counts are blurred by person.
task-explain-interval = By person, so that several attempts of one count as one witness. Gaps of several groups have intervals that hold all at once with 95%.
explain-attempt = What an attempt is
explain-joined = What belongs together
explain-completion = Completion
explain-times = Time in use
