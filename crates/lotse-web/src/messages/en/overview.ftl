overview-waiting = Nothing has arrived from this service yet. The next step is to put the snippet into its pages.
overview-to-install = Install the snippet
overview-example = An example of what will be here: visits per day
overview-quiet = There was no event in this period.
overview-quiet-automatic = Only automatic clients (crawlers, programs) came in this period; they are left out.
overview-quiet-longer = Look at 90 days
overview-incomplete = Some events of this period could not be read and were set aside: the numbers are too low. Whoever runs Lotse sees more with “lotse doctor”.
overview-newest = Last event received: { $when }.
overview-daily-note = Daily visitors are told apart for one day only and added up: they are not people.
overview-finding-daily = In { $days ->
    [one] one day
   *[other] these { $days } days
 }, { $people ->
    [one] one daily visitor
   *[other] { $people } daily visitors
 } came on { $visits ->
    [one] one visit
   *[other] { $visits } visits
 }.
overview-finding-people = In { $days ->
    [one] one day
   *[other] these { $days } days
 }, { $people ->
    [one] one person
   *[other] { $people } people
 } came on { $visits ->
    [one] one visit
   *[other] { $visits } visits
 }.
overview-finding-hidden = The figures of this period may not be shown: too few people are in it, one or two make up most of them, or they cannot be counted in it.
overview-finding-bounce = { $rate } of the { $n } measured visits (95% interval { $range }) left after one page without doing anything.
overview-automatic-left-out = Left out as automatic (crawlers, programs): { $events ->
    [one] one event
   *[other] { $events } events
 }{ $share }.
overview-automatic-counted = Automatic clients (crawlers, programs) are counted here: { $events ->
    [one] one event
   *[other] { $events } events
 }{ $share }.
overview-automatic-count = Count them too
overview-automatic-leave-out = Leave them out
overview-nothing-before = Nothing is said about change: the period before has no events.
overview-not-compared = Nothing is said about change: the period before has events only from { $day } on.
overview-moved-same = That is as many as in the period before.
overview-moved-more = That is { $amount } more than in the period before.
overview-moved-less = That is { $amount } less than in the period before.
overview-trend-plain = { $measure } per day
overview-trend = { $measure }: { $total } in all.
overview-trend-change = { $measure }: { $total } in all. { $change }
overview-trend-title = Day by day
overview-chart-of = What the chart shows
overview-now-name = this period
overview-before-name = before
overview-period = Period
overview-days = { $days } days
overview-compare = Compare with
overview-compare-before = the period before
overview-compare-none = nothing
overview-own-dates = Other dates
overview-first = First day
overview-last = Last day
overview-show = Show
overview-wrong-unknown = The address asks for something that does not exist: { $parameter }. What you see are the last 30 days
overview-wrong-date = Enter both days as real dates
overview-wrong-future = The first day may not lie after today
overview-wrong-reversed = The last day may not lie before the first
overview-wrong-long = These are { $days } days. Choose at most 800
overview-tables-title = Where and with what
overview-table-page = Pages
overview-table-entry-page = First pages of visits
overview-table-exit-page = Last pages of visits
overview-table-page-language = Languages of the pages
overview-table-browser-language = Languages of the browsers
overview-table-device-class = Devices
overview-table-browser = Browsers
overview-table-operating-system = Operating systems
overview-table-referrer = Where visits came from
overview-table-first = Most often { $label }.
overview-table-hidden = How large its rows are may not be shown.
overview-table-views = Most often { $label }: { $share } of the page views.
overview-table-visits = Most often { $label }: { $share } of the visits.
overview-tables-hidden = Not shown, since each of their rows has too few people: { $tables }.
overview-how-title = How this is computed
overview-how-people = How visitors are told apart
overview-how-hidden = What is not shown
overview-how-hidden-rule = Totals of the whole service are always shown for services for the public. A row is named only from 5 people on, languages and services for employees from 10; where one small row could be worked out from the rest, the next smallest is folded in with it. Visits and page views are not shown where one or two people make up most of them; the totals of services for the public are.
overview-how-interval = Intervals
overview-how-interval-rule = Shares have Wilson’s 95% interval, medians the interval between two order statistics. Counts have none. Those with ≈ are blurred on purpose: rows need not add up to the total, counts of views are off by more than counts of people, and intervals of shares are wider for it.
identity-daily-hash = By a keyed hash of network address, browser and service. Its key lives one day and is then destroyed, so nobody is recognized the next day. Address and browser name are never stored.
identity-first-party-id = By a random id kept in the browser after consent, for at most 13 months.
identity-signed-reference = By a reference that the service signs, hashed with a key that changes with the quarter and that no role can read.
live-title = Today so far
live-said = Counted at { $at }.
live-again = Count again
live-pause = Pause
live-go-on = Go on
