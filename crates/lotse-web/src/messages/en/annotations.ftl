annotations-title = Annotations
annotations-lead = What happened, and when: a new version, a campaign, an outage, a new law. Each is marked in every picture over time, so that who sees a line bend knows what may be behind it.
annotations-none = There is no annotation yet. Begin with the last change of the service that people noticed.
annotations-search = Annotations whose title, kind or description has
annotations-file = Bring annotations by a file
annotations-file-which = A CSV with this header row. first, kind and title are needed; a day is written as year, month, day.
annotations-file-words = Kinds are deployment, campaign, outage, law-change and other. Measures are daily-visitors, people, visits, page-views, bounce-rate and engaged-time, with spaces between them. Nothing is taken before you have seen it, and the same line again adds nothing.
annotations-file-hint = At most { $mib } MiB.
annotations-found = { $new ->
    [one] One new annotation. Nothing is taken yet.
   *[other] { $new } new annotations. Nothing is taken yet.
 }
annotations-found-some = { $new ->
    [one] One new annotation. Of the others, { $known } are there already. Nothing is taken yet.
   *[other] { $new } new annotations. Of the others, { $known } are there already. Nothing is taken yet.
 }
annotations-found-known = All annotations of this file are there already.
annotations-found-none = There is no annotation in this file that can be read.
annotations-no-text = This is no CSV in UTF-8.
annotations-no-column = The file has no column “{ $column }”.
annotations-new = New annotations
annotations-take = Take the new ones
annotation-faults = { $lines ->
    [one] One line cannot be read and is left out:
   *[other] { $lines } lines cannot be read and are left out. The first of them:
 }
annotation-fault = Line { $line }, { $column }: { $why }
annotation-lead = Colleagues see the mark in every picture over time. Write what you would want to know in two years.
annotation-new-title = New annotation
annotation-edit-title = Change the annotation
annotation-kind = Kind
annotation-kind-deployment = Deployment
annotation-kind-campaign = Campaign
annotation-kind-outage = Outage
annotation-kind-law-change = Law change
annotation-kind-other = Other
annotation-title = What happened
annotation-title-hint = In a few words, such as “Shorter income form”.
annotation-description-hint = What a colleague has to know to judge it. Name no person. It may stay empty.
annotation-days = Days
annotation-first = First day
annotation-first-hint = From this day on it was so.
annotation-last = Last day
annotation-last-hint = Only for what came to an end, such as an outage; if it was one day, the same day. Its days are left out when before and after are compared.
annotation-measures = Expected to move
annotation-measures-which = Which measures should it move? Before and after are compared for these.
annotation-save = Save
annotation-back = Back without saving
annotation-changed = { $who }, { $when }
annotation-delete = Delete the annotation
annotation-delete-lost = The mark disappears from every picture. What it said stays in the audit log.
annotation-no-title = Say what happened
annotation-long-title = At most { $most } characters, in one line
annotation-reversed = The last day is before the first
annotation-far-away = A day from 1970 to 2199 is needed
annotation-no-date = A date as year, month, day is needed, such as 2026-11-23
annotation-no-kind = There is no such kind
annotation-no-measure = There is no such measure
annotation-too-many = The service has as many annotations as it may. Delete some first.
annotation-outdated = Somebody else changed this annotation meanwhile. Load the page again, and repeat your change.
annotation-gone = Somebody else deleted this annotation meanwhile
effect-title = Before and after
effect-spans = Days before and after
effect-span = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
effect-no-measures = This annotation names no measure. Change it to see figures before and after.
effect-not-yet = There is nothing to compare yet. From { $day } on, the first whole week after it is over.
effect-compared = Compared are { $before } and { $after }: whole weeks, so that weekdays are alike.
effect-short = Of the days after, only { $days } in whole weeks are over. As many before are compared with them.
effect-left-out = The days of the annotation itself are in neither.
effect-begins-late = The days before begin with days without any event. The service may just have begun: then it was used more afterwards in any case.
effect-before = Before
effect-after = After
effect-unknown = What lies between cannot be told, since one of the two figures is not shown.
effect-counts = { $measure }: { $before } before and { $after } after, { $ratio } times as many. Counts rise and fall for many reasons; this is not called an effect.
effect-counts-nothing = Before, there was nothing to compare with.
effect-more = { $measure }: { $amount } higher than before ({ $range }).
effect-less = { $measure }: { $amount } lower than before ({ $range }).
effect-same = { $measure }: the same as before ({ $range }).
effect-more-unsure = { $measure }: { $amount } higher than before. There is too little data for an interval, so this may be chance.
effect-less-unsure = { $measure }: { $amount } lower than before. There is too little data for an interval, so this may be chance.
effect-range = 95% interval { $low } to { $high }
effect-range-points = 95% interval { $low } to { $high } points
effect-clear = A clear difference.
effect-not-clear = Not a clear difference: it can be chance.
effect-not-clear-together = Not a clear difference: where several measures are looked at together, one of them looks like this by chance more easily.
effect-others = What else happened in these days
effect-caution = What this cannot prove
effect-caution-other = That the change was the cause. Other things may have changed at the same time.
effect-caution-season = That it lasts. Seasons, holidays and deadlines move figures too.
effect-caution-people = That people behave differently. It may be other people who came.
effect-caution-visits = How sure it is, where the same people come often. Their visits are alike, so the interval is a little too narrow.
