series-title = Imported figures
series-none = There are no imported figures. Reports of other analytics, such as those of analytics.usa.gov, can be shown here beside your own measurement.
series-finding = { $series ->
    [one] One series with { $figures } figures that others counted.
   *[other] { $series } series with { $figures } figures that others counted.
 }
series-name = Name
series-counts = Counts
series-days = Days
series-figures = Figures
series-imported-head = Imported
series-imported = { $at }, { $who }
series-what = { $measure } by { $labels }
series-another = Import figures
series-which = Lotse reads the report files of analytics.usa.gov and the Digital Analytics Program, as CSV or JSON, its own extracts as CSV or JSON lines, and any CSV with a header row: a column of dates, columns of labels, columns of counts.
series-apart = Imported figures stay apart: no event is made of them, and nothing that Lotse measures itself is mixed with them. The same figures again change nothing; corrected ones replace the earlier.
series-file-hint = At most { $mib } MiB, plain or packed with gzip or Zstandard.
series-command = On the machine that Lotse runs on:
series-found = { $rows ->
    [one] One row of { $measures }, { $days }. Nothing is imported yet.
   *[other] { $rows } rows of { $measures }, { $days }. Nothing is imported yet.
 }
series-found-by = { $rows ->
    [one] One row of { $measures } by { $labels }, { $days }. Nothing is imported yet.
   *[other] { $rows } rows of { $measures } by { $labels }, { $days }. Nothing is imported yet.
 }
series-found-extract = { $rows ->
    [one] An extract with one row of figures for { $series } series, { $days }. Nothing is imported yet.
   *[other] An extract with { $rows } rows of figures for { $series } series, { $days }. Nothing is imported yet.
 }
series-without-number = { $rows ->
    [one] One row has no number and is left out.
   *[other] { $rows } rows have no number and are left out.
 }
series-rests = { $rows ->
    [one] One row is the rest of a breakdown and is left out.
   *[other] { $rows } rows are the rest of a breakdown and are left out.
 }
series-left-out = No series is made of { $columns }: means and shares cannot be added up.
series-faults = { $rows ->
    [one] One row cannot be read and is left out:
   *[other] { $rows } rows cannot be read and are left out. The first of them:
 }
series-fault = Row { $row }: what stands in “{ $column }”
series-no-report = This is neither a report nor a CSV with a header row.
series-slim = This file holds sums alone and no rows. Take the file of the same name that ends in .csv.
series-no-counts = No column is known to count something. Say below which ones count.
series-no-period = The file does not say of which days it is. Choose its column of dates below, or name the first and the last day.
series-two-columns = Two columns are called “{ $name }”. Give each its own name in the file.
series-two-dates = A second column, “{ $name }”, is said to be the date. Choose one.
series-too-many-rows = The file has more rows than { $limit }. Split it by days.
series-too-many-columns = The file has more columns than { $limit }.
series-several-parts = This extract is of several services or authorities. Split it by these, since their figures would be mixed.
series-extract-empty = This extract has nothing that a series could hold: every row is hidden, a rest, a share or a median.
series-too-large = The file is larger than { $mib } MiB. Split it by days.
series-columns = What the columns are
series-columns-how = Known by their names. Where that is wrong, say it and look again.
series-column-date = Date
series-column-label = Label
series-column-count = Count
series-column-left-out = Left out
series-period-said = Days of the whole file
series-period-hint = Needed where no column says when.
series-first = First day
series-last = Last day
series-name-hint = Left empty: as the report or the file is called. A file with the same name, counts and labels goes into the same series.
series-look-again = Look again
series-lead = { $what }, counted by others.
series-lead-largest = { $what }, counted by others. { $days }: most for { $label }, { $value }.
series-no-label = no label
series-others = The last row holds what may not be told apart.
series-period = Days
series-show = Show these days
series-origin = From { $file }, imported { $at }.
series-delete = Delete this series
series-delete-lost = All of its figures are deleted. The same file may be imported anew.
series-packed = The file cannot be unpacked. Pack it again with gzip or Zstandard, or bring it as it is.
series-no-such-column = The file has no column “{ $name }”. Choose among those below.
series-no-day = { $field }: “{ $typed }” is no day of the calendar
series-missing-day = { $field }: enter a date, or leave both days empty
series-reversed = { $field }: it lies before the first day
series-no-rows = No row of the file has a figure that can be read
series-no-such-days = There are no figures of these days. You see the newest
series-no-figures = There are no figures in it.
series-no-figure = no figure that may be shown
series-over-time = Over time
