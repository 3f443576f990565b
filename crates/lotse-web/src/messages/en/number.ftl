measure-daily-visitors = Daily visitors
measure-people = People
measure-visits = Visits
measure-page-views = Page views
measure-bounce-rate = Bounce rate
measure-engaged-time = Time in use, median
define-daily-visitors = Visitors told apart on one day and added up over the days. Who comes on three days counts three times; who shares address and browser with somebody counts once.
define-people = People told apart by a signed reference or a consented id over the whole period.
define-visits = Runs of activity of one visitor. 30 minutes without activity, or 24 hours, end a visit. It belongs to the day on which it began.
define-page-views = How often a page was shown, changes of page within an application included.
define-bounce-rate = The share of measured visits that saw one page and did nothing on it. Visits whose collection profile cannot tell are in neither part.
define-engaged-time = The time in which a page was visible and in use. Half of the measured visits took longer, half were shorter. Time without input for 30 seconds does not count.
number-interval = 95% interval { $range }
number-n-events = n { $sign } { $n } { $n ->
    [one] event
   *[other] events
 }
number-n-visits = n { $sign } { $n } { $n ->
    [one] visit
   *[other] visits
 }
number-n-attempts = n { $sign } { $n } { $n ->
    [one] attempt
   *[other] attempts
 }
number-n-visitor-days = n { $sign } { $n } { $n ->
    [one] visitor-day
   *[other] visitor-days
 }
number-n-people = n { $sign } { $n } { $n ->
    [one] person
   *[other] people
 }
number-n-responses = n { $sign } { $n } { $n ->
    [one] response
   *[other] responses
 }
number-n-page-views = n { $sign } { $n } { $n ->
    [one] page view
   *[other] page views
 }
number-too-few = Too few to show
number-too-few-rule = Shown from { $minimum } people on, so that nobody can be recognized.
number-dominated = One or two people make up most of it
number-dominated-rule = Where one or two people make up most of a number, it is not shown: it would tell what one of them did.
number-protects = Not shown
number-protects-rule = Together with the total it would reveal another number that is hidden.
number-either-rule = Shown where at least { $minimum } people are in it, where one or two of them do not make up most of it, and where it reveals no such number. Which of these hides a number is not said: that would help to work it out.
number-not-measured = Not measured here
number-not-measured-profile = The collection profile of this service does not look at what people do on a page.
number-not-measured-keys = Pseudonyms change with the quarter. Choose dates within one quarter.
number-no-data = No data yet
number-no-data-why = Nothing in this period that it could be computed from.
number-failed = Not available
number-failed-why = It could not be computed. Nothing was lost.
number-partial = With today so far.
number-points = { $points } points
number-more = { $amount } more than before ({ $before })
number-less = { $amount } less than before ({ $before })
number-same = As before ({ $before })
number-blurred-rule = ≈ marks figures that are blurred on purpose, so that no two of them tell of a few people: each visitor counts 0, 1 or 2 times, once on average and always the same. Counts of people are off by about 7 of 100 or 70 of 10,000, counts of views by more; rows need not add up to the total.
shown-from = From { $days } days on, what is hidden here is shown:
shown-by = With longer intervals, nothing is hidden here:
number-alike-rule = Where a share is 0 % or 100 %, all of a group did alike: whoever knows that somebody is in it knows this of them. Keep that in mind before you pass figures on.
number-share-of-all = ({ $share } of all)
