explore-title = Explore
explore-lead = Ask your own question. Its address holds all of it: copy it, and whoever may see this service sees the same.
explore-trend-means = How much, day by day, week by week or month by month, and for whom?
explore-funnel-means = How many people get how far, where are most of them lost, and how long does it take?
explore-paths-means = How do visits begin, where do they go from a page, and what leads to it?
explore-retention-means = Of those who came for the first time, how many came again later?
explore-pages-means = Which pages are viewed, by how many, and where do visits begin and end?
explore-forms-means = Which fields of a form cause errors, are entered again or left empty, and where do people stop?
explore-friction-means = Where do people struggle: clicks without effect, keyboard traps, errors, searches without results, slow pages?
explore-extract-means = The figures as a table for other programs: day by day, week by week or month by month, by page, language, device and more.
explore-saved = Saved questions
explore-saved-none = Nobody has saved a question yet. Below every answer there is a link that does.
explore-saved-name = Question
explore-saved-kind = Kind
explore-saved-who = Saved by
explore-saved-day = Saved on
explore-search = Questions whose name, kind or author has
explore-delete = Delete
explore-delete-lost = The question goes for everybody. Its numbers stay, and it can be asked again.
explore-delete-it = Delete “{ $name }”
question-trend = Trend
question-funnel = Funnel
question-paths = Paths
question-retention = Retention
question-forms = Forms
question-pages = Pages
save-title = Save this question
save-lead = It stands on the page “Explore” then, for everybody who may see this service. A range such as “30 days” moves on with the days; dates stay.
save-name = Name
save-name-hint = What a colleague would look for, such as “From start to confirmation, by device”.
save-no-name = Enter a name
save-long-name = Enter a name of at most { $most } characters
save-name-taken = Another saved question has this name. Enter another one
save-long-question = The question is too long to be saved. Use fewer or shorter steps
save-too-many = There are as many saved questions as there may be. Delete one that nobody needs
save-it = Save
save-back = Back to the question
trend-name = Trend
trend-title = { $what }, { $when }
trend-last-days = last { $days ->
    [one] day
   *[other] { $days } days
 }
trend-what-by = { $what } by { $by }
trend-of-page = { $what } of { $of }
trend-of-event = { $what } with “{ $of }”
trend-daily-visitors-day = Daily visitors
trend-daily-visitors-week = Daily visitors per week
trend-daily-visitors-month = Daily visitors per month
trend-people-day = People per day
trend-people-week = People per week
trend-people-month = People per month
trend-page-views-day = Page views per day
trend-page-views-week = Page views per week
trend-page-views-month = Page views per month
trend-views-day = Views of { $of } per day
trend-views-week = Views of { $of } per week
trend-views-month = Views of { $of } per month
trend-events-day = “{ $of }” per day
trend-events-week = “{ $of }” per week
trend-events-month = “{ $of }” per month
trend-by-page-language = page language
trend-by-browser-language = browser language
trend-by-device-class = device
trend-by-browser = browser
trend-by-operating-system = operating system
trend-by-page = page
trend-most = Most: { $most } ({ $when })
trend-nothing = Nothing of this happened in the period.
trend-hidden = How much in all may not be shown: too few people did it, or one or two did most of it. Choose a longer period, or something that more people do.
trend-not-counted = People cannot be counted over this period, since their pseudonyms change within it. Choose dates within one quarter, or look at single days.
trend-of = Of which events
trend-of-hint = A page such as /apply, all pages that begin so such as /help/*, a tag such as tag:Income form, or the name of an event such as sent. Leave it empty for the whole service.
trend-count = Count
trend-count-visitors = Visitors
trend-count-events = How often: page views, or the events
trend-interval = By
trend-interval-usual = what suits the period
trend-show = Show the trend
trend-too-fine = So many intervals with rows cannot be shown. Choose longer intervals, a shorter period, or no rows
trend-example = An example of what will be here: a measure day by day
trend-head-day = Day
trend-head-week = Week
trend-head-month = Month
trend-part = { $dates } (part)
trend-parts = Hollow points are parts: the period holds only some of their days, or today is not over yet.
trend-not-compared = Nothing is compared: the period before has no such events at its beginning.
trend-others = Others together
trend-overlap = Who is in two rows counts in both, so rows are not added up, and those beyond the seven largest are not shown.
explain-trend-daily-visitors = Visitors of one day with such an event, by day. Who comes on two days counts twice in a week or month.
explain-trend-people = People with such an event, each once in every day, week or month.
explain-trend-page-views = Page views by the local day of the service.
explain-trend-events = Events that are named so, or views of these pages, by the local day of the service.
explain-trend-hidden = A day of some events is shown when enough people are behind it, and one or two of them did not make most of the events. With rows, so is each cell of a row; then as many others hide as it takes that nobody works a small one out from the sums. A row is named when something of it is shown.
multiples-scale = All on one scale, from 0 to { $top }.
multiples-words = highest { $most }, last { $last }
funnel-name = Funnel
funnel-lead = How many get how far? Name at least two steps that people take one after another.
funnel-title = From { $first } to { $last }, { $dates }
funnel-title-by = From { $first } to { $last } by { $by }, { $dates }
funnel-nothing = Nobody took the first step in this period.
funnel-hidden = How many reached the steps may not be shown: too few people did, too few were lost on the way, or one or two make up most of the visits. Choose a longer period, or leave a step out.
funnel-finding = Of { $began } { $unit } at { $first }, { $done } reached { $last }: { $share } (95% interval { $range }).
funnel-finding-plain = Of { $began } { $unit } at { $first }, { $done } reached { $last }.
funnel-largest-loss = Most were lost before { $step }: { $lost }.
funnel-unit-visits = visits
funnel-unit-daily-visitors = daily visitors
funnel-unit-people = people
funnel-headline = Step by step: { $unit } that got so far
funnel-bar = { $reached } ({ $share })
funnel-lost = { $lost } lost
funnel-partial = Today is not over yet: whoever began today may still get further.
funnel-step = Step
funnel-head-reached = Reached
funnel-head-share = Of those who began
funnel-head-interval = 95% interval
funnel-head-lost = Lost before
funnel-head-began = Began
funnel-json = The same as JSON
funnel-step-hint = A page such as /apply, all pages that begin so such as /help/*, a tag such as tag:Income form, or the name of an event such as sent. Empty steps are left out.
funnel-step-n = Step { $n }
funnel-unit = Who goes through the steps
funnel-of-visit = Visits
funnel-of-visitor = Visitors, in several visits
funnel-window = Longest time, for visitors
window-30m = 30 minutes
window-1h = 1 hour
window-1d = 1 day
window-7d = 7 days
funnel-by = Rows by
funnel-by-none = nothing
funnel-show = Show the funnel
steps-no-tag = There is no tag of this name. Choose another, or look at the page “Tags”
funnel-wrong-step = This step is too long. Write at most 2,048 characters.
funnel-next = Pages to begin with
funnel-example = An example of what will be here: those who reach each of three steps
funnel-rows-note = Shares of those who began, by what the event of the first step says.
funnel-rows-none = No row may be shown: too few people are in each, or one or two make up most of it.
funnel-rows-cut = Rows with too few people, or of which one or two make up most, are not shown, nor those that would reveal them.
funnel-time = Time from the first step to the last, median
field-connection = Connection
field-region = Region
field-campaign-source = Source of the campaign
field-campaign-name = Name of the campaign
field-channel = Channel
unknown-field = Not known
explain-title = How this is computed
explain-funnel = What is counted
explain-funnel-visits = Visits that began in the period and took the steps in this order; other pages may lie between. A visit belongs to the farthest step that it reached.
explain-funnel-daily-visitors = Visitors of one day whose first step lies in the period and who took the others in this order within the longest time. Who comes on two days counts twice.
explain-funnel-people = People whose first step lies in the period and who took the others in this order within the longest time, in one visit or several.
explain-people = How people are told apart
explain-hidden = What is not shown
explain-funnel-hidden = A step is shown when enough people reached it, and enough or nobody were lost since the step before; and when one or two people do not make up most of these visits. Rows are shown only whole.
explain-interval = Intervals
explain-newest = Newest event
explain-rows = Rows read
explain-rows-about = About { $rows }, before any filter
explain-rows-few = Fewer than 1,000, before any filter
explain-took = Time to answer
explain-ms = { $ms } ms
paths-name = Paths
paths-title-beginning = How visits begin, { $dates }
paths-title-from = Where visits go from { $page }, { $dates }
paths-title-to = What leads visits to { $page }, { $dates }
paths-finding = Of { $all } visits, { $share } (95% interval { $range }) took the path { $path }: more than any other.
paths-none-named = Of { $all } visits no path can be named: too few people took each, one or two make up most of it, or naming the one that most took would tell how few took the others. A longer period, or fewer pages of a path, may help.
paths-nobody = No visit came to this page in this period.
paths-hidden = The paths may not be shown: too few people took them, or one or two make up most of the visits. Choose a longer period.
paths-headline = The paths that most visits took
paths-path = Path
paths-head-taken = Visits
paths-head-share = Of all
paths-head-interval = 95% interval
paths-others-note = Paths that too few people took, or mostly one or two, are not named, nor those that would reveal them.
paths-end = Which part of a visit
paths-end-beginning = How it begins
paths-end-from = From a page on
paths-end-to = Up to a page
paths-page = Page, where one is asked for
paths-length = Pages of a path
paths-pages = { $pages } pages
paths-show = Show the paths
paths-no-page = Say from which page on, or up to which page
explain-paths = Views of pages within a visit, in their order. Views of one page that follow each other are one. A longer path is cut, and marked with “…” where.
explain-paths-hidden = A path is named when enough people took it and one or two do not make up most of its visits. The others are one row, joined by the smallest that could be named, so that no small group is left alone.
flow-place = Page { $n }
flow-node = { $page }: { $visits ->
    [one] one visit
   *[other] { $visits } visits
 }
flow-link = From { $from } to { $to }: { $visits ->
    [one] one visit
   *[other] { $visits } visits
 }
flow-others = { $pages ->
    [one] one other page
   *[other] { $pages } other pages
 }
flow-description = Page { $n }: most visits, { $visits }, were on { $page }.
flow-description-table = Links are as thick as the visits that went along them. The table below has every path.
flow-scroll = Picture of the paths; it scrolls sideways where the screen is narrow
flow-note = Where a bar is taller than its links on one side, visits began or ended there.
flow-rest = The picture is made of the paths that may be named; { $visits } visits took others.
retention-name = Retention
retention-title = Who comes back, { $dates }
retention-refused = Here it cannot be said who comes back.
retention-daily = The pseudonyms of this service live one day: whoever comes back tomorrow is another visitor. With signed references or a consented first-party id it can be counted; both are settings of the service.
retention-too-many = The period has more than { $most } intervals. Choose a shorter period or longer intervals.
retention-hidden = Nothing may be shown: too few people came for the first time, came back, or did not. Choose a longer period or longer intervals.
retention-finding-day = Of { $people } people who came for the first time on { $day }, { $share } (95% interval { $range }) were there again the next day.
retention-finding-week = Of { $people } people who came for the first time in the week from { $day }, { $share } (95% interval { $range }) were there again the week after.
retention-finding-month = Of { $people } people who came for the first time in the month from { $day }, { $share } (95% interval { $range }) were there again the month after.
retention-by = By
interval-day = days
interval-week = weeks, from Monday
interval-month = months
interval-period = nothing: the whole period at once
retention-headline = Of those who came for the first time, the share that was there again
retention-since = First there from
retention-later = +{ $n }
retention-partial = { $day } (not over)
explain-retention = People by the first interval of the period in which they came. Who was there before the period is new in it too. A later interval counts everybody of them who did anything at all in it.
explain-retention-hidden = A share is shown when those who came back and those who did not are enough people or nobody. Where an interval had too few, the smallest other one is not shown either, so that it is not what is left of all.
pages-name = Pages
pages-title = Pages by { $sort }
pages-title-search = Pages with “{ $search }” by { $sort }
pages-title-by-page = name
pages-title-by-views = page views
pages-title-by-people = visitors
pages-title-by-began = visits that began there
pages-title-by-ended = visits that ended there
pages-hidden = No page may be named: too few people viewed each. Choose a longer period.
pages-finding = { $pages ->
    [one] One page may be named.
   *[other] { $pages } pages may be named.
 } { $first } was viewed most: { $share } of all page views.
pages-finding-plain = { $pages ->
    [one] One page may be named.
   *[other] { $pages } pages may be named.
 } { $first } was viewed most.
pages-finding-hidden = { $pages ->
    [one] One page may be named.
   *[other] { $pages } pages may be named.
 } How often they were viewed may not be shown.
pages-search = Pages with
pages-sort = Order by
pages-sort-page = name
pages-sort-views = page views
pages-sort-people = visitors
pages-sort-began = visits that began there
pages-sort-ended = visits that ended there
pages-head-began = Visits began
pages-head-ended = Visits ended
pages-headline-page = Each page leads to its trend
pages-headline-views = The most viewed pages first; each leads to its trend
pages-headline-people = Pages with the most visitors first; each leads to its trend
pages-headline-began = Pages where most visits began first; each leads to its trend
pages-headline-ended = Pages where most visits ended first; each leads to its trend
pages-others = All other pages together: { $views } views. Too few people viewed each, or one protects the others.
pages-others-hidden = There are other pages. How often they were viewed is not shown: too few people did, one or two did most of it, or it would give another number away.
pages-partial = Today is in it, which is not over yet.
explain-pages = Views by the path of the page, without its query. A visit began on the first page of it and ended on the last; who came to a page in the middle of a visit is in neither.
explain-pages-hidden = A page is named when enough people viewed it. How often is shown where one or two of them do not make up most of it. How many visits began or ended there is shown when enough people are behind it; where it is not, it can be few or none.
extract-name = Extract
extract-lead = The figures of this service as a table that other programs read.
extract-finding-day = { $stretches ->
    [one] The file has one day, with a row for each figure
   *[other] The file has { $stretches } days, each with a row for each figure
 } of the whole service and of each label that may be named.
extract-finding-week = { $stretches ->
    [one] The file has one week, with a row for each figure
   *[other] The file has { $stretches } weeks, each with a row for each figure
 } of the whole service and of each label that may be named. The first and the last week may have fewer days.
extract-finding-month = { $stretches ->
    [one] The file has one month, with a row for each figure
   *[other] The file has { $stretches } months, each with a row for each figure
 } of the whole service and of each label that may be named. The first and the last month may have fewer days.
extract-finding-period = The file has the whole period at once, with a row for each figure of the whole service and of each label that may be named.
extract-every = Cut by
extract-by = Rows besides the whole service, by
extract-measures = What is counted
extract-of-whole = Of the whole service alone
extract-automatic = Automatic clients
extract-automatic-counted = Count crawlers and programs too
extract-show = Show the first rows
extract-take = Take the file
extract-format-csv = CSV
extract-format-jsonl = JSON lines
extract-format-parquet = Parquet
extract-for-csv = For spreadsheets and statistics programs.
extract-for-jsonl = For programs: one object in each line.
extract-for-parquet = For DuckDB, pandas, Polars, R and Spark: small, and each column has its type.
extract-first-rows = { $days }: the first { $shown } of { $rows } rows
extract-of = Of
extract-whole = The whole service
extract-counted = Counted
extract-number = Number
extract-unknown = Choose among what stands here
extract-too-many = These are { $found } parts, and an extract has at most { $most }. Choose longer parts or a shorter period
extract-nothing-by = Rows by “{ $by }” have nothing of what is chosen. Choose one of these too: { $measures }
explain-extract = Each part of the period is asked by itself, as the overview of its days is. A row without a number says why there is none; nothing in the file is about a single event.
rows-label = Rows of the table
rows-range = Rows { $first }–{ $last } of { $rows }
rows-before = The rows before
rows-after = The next rows
rows-all = All rows
rows-none = No row has this in its name. Try a shorter word.
