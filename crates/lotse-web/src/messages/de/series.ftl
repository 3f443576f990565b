series-title = Übernommene Zahlen
series-none = Es gibt keine übernommenen Zahlen. Berichte anderer Messungen, etwa von analytics.usa.gov, können hier neben Ihrer eigenen Messung stehen.
series-finding = { $series ->
    [one] Eine Reihe mit { $figures } Zahlen, die andere gezählt haben.
   *[other] { $series } Reihen mit { $figures } Zahlen, die andere gezählt haben.
 }
series-name = Name
series-counts = Zählt
series-days = Tage
series-figures = Zahlen
series-imported-head = Übernommen
series-imported = { $at }, { $who }
series-what = { $measure } nach { $labels }
series-another = Zahlen übernehmen
series-which = Lotse liest die Berichtsdateien von analytics.usa.gov und dem Digital Analytics Program, als CSV oder JSON, seine eigenen Auszüge als CSV oder JSON-Zeilen, und jede CSV-Datei mit einer Kopfzeile: eine Spalte mit dem Datum, Spalten mit Bezeichnungen, Spalten mit Anzahlen.
series-apart = Übernommene Zahlen bleiben für sich: Aus ihnen wird kein Ereignis, und nichts, was Lotse selbst misst, wird mit ihnen vermischt. Dieselben Zahlen noch einmal ändern nichts; berichtigte ersetzen die früheren.
series-file-hint = Höchstens { $mib } MiB, auch mit gzip oder Zstandard gepackt.
series-command = Auf dem Rechner, auf dem Lotse läuft:
series-found = { $rows ->
    [one] Eine Zeile mit { $measures }, { $days }. Noch ist nichts übernommen.
   *[other] { $rows } Zeilen mit { $measures }, { $days }. Noch ist nichts übernommen.
 }
series-found-by = { $rows ->
    [one] Eine Zeile mit { $measures } nach { $labels }, { $days }. Noch ist nichts übernommen.
   *[other] { $rows } Zeilen mit { $measures } nach { $labels }, { $days }. Noch ist nichts übernommen.
 }
series-found-extract = { $rows ->
    [one] Ein Auszug mit einer Zeile mit Zahlen für { $series } Reihen, { $days }. Noch ist nichts übernommen.
   *[other] Ein Auszug mit { $rows } Zeilen mit Zahlen für { $series } Reihen, { $days }. Noch ist nichts übernommen.
 }
series-without-number = { $rows ->
    [one] Eine Zeile hat keine Zahl und wird ausgelassen.
   *[other] { $rows } Zeilen haben keine Zahl und werden ausgelassen.
 }
series-rests = { $rows ->
    [one] Eine Zeile ist der Rest einer Aufteilung und wird ausgelassen.
   *[other] { $rows } Zeilen sind der Rest einer Aufteilung und werden ausgelassen.
 }
series-left-out = Aus { $columns } wird keine Reihe: Mittelwerte und Anteile lassen sich nicht zusammenzählen.
series-faults = { $rows ->
    [one] Eine Zeile lässt sich nicht lesen und wird ausgelassen:
   *[other] { $rows } Zeilen lassen sich nicht lesen und werden ausgelassen. Die ersten davon:
 }
series-fault = Zeile { $row }: was in „{ $column }“ steht
series-no-report = Das ist weder ein Bericht noch eine CSV-Datei mit einer Kopfzeile.
series-slim = Diese Datei enthält nur Summen und keine Zeilen. Nehmen Sie die Datei mit demselben Namen, die auf .csv endet.
series-no-counts = Von keiner Spalte ist bekannt, dass sie etwas zählt. Sagen Sie unten, welche zählen.
series-no-period = Die Datei sagt nicht, von welchen Tagen sie ist. Wählen Sie unten die Spalte mit dem Datum, oder nennen Sie den ersten und den letzten Tag.
series-two-columns = Zwei Spalten heißen „{ $name }“. Geben Sie jeder in der Datei einen eigenen Namen.
series-two-dates = Eine zweite Spalte, „{ $name }“, soll das Datum sein. Wählen Sie eine.
series-too-many-rows = Die Datei hat mehr als { $limit } Zeilen. Teilen Sie sie nach Tagen.
series-too-many-columns = Die Datei hat mehr als { $limit } Spalten.
series-several-parts = Dieser Auszug ist von mehreren Diensten oder Behörden. Teilen Sie ihn danach, denn ihre Zahlen würden vermischt.
series-extract-empty = Dieser Auszug hat nichts, was in eine Reihe gehört: Jede Zeile ist verborgen, ein Rest, ein Anteil oder ein Median.
series-too-large = Die Datei ist größer als { $mib } MiB. Teilen Sie sie nach Tagen.
series-columns = Was die Spalten sind
series-columns-how = An ihren Namen erkannt. Wo das falsch ist, sagen Sie es und sehen noch einmal nach.
series-column-date = Datum
series-column-label = Bezeichnung
series-column-count = Anzahl
series-column-left-out = Ausgelassen
series-period-said = Tage der ganzen Datei
series-period-hint = Nötig, wenn keine Spalte sagt, wann.
series-first = Erster Tag
series-last = Letzter Tag
series-name-hint = Leer: wie der Bericht oder die Datei heißt. Eine Datei mit gleichem Namen, gleicher Anzahl und gleichen Bezeichnungen kommt in dieselbe Reihe.
series-look-again = Noch einmal ansehen
series-lead = { $what }, von anderen gezählt.
series-lead-largest = { $what }, von anderen gezählt. { $days }: am meisten für { $label }, { $value }.
series-no-label = ohne Bezeichnung
series-others = Die letzte Zeile enthält, was nicht einzeln gesagt werden darf.
series-period = Tage
series-show = Diese Tage zeigen
series-origin = Aus { $file }, übernommen { $at }.
series-delete = Diese Reihe löschen
series-delete-lost = Alle ihre Zahlen werden gelöscht. Dieselbe Datei darf neu übernommen werden.
series-packed = Die Datei lässt sich nicht auspacken. Packen Sie sie neu mit gzip oder Zstandard, oder nehmen Sie sie, wie sie ist.
series-no-such-column = Die Datei hat keine Spalte „{ $name }“. Wählen Sie unter denen, die unten stehen.
series-no-day = { $field }: „{ $typed }“ ist kein Tag des Kalenders
series-missing-day = { $field }: Geben Sie ein Datum ein, oder lassen Sie beide Tage leer
series-reversed = { $field }: Er liegt vor dem ersten
series-no-rows = In keiner Zeile der Datei steht eine Zahl, die sich lesen lässt
series-no-such-days = Von diesen Tagen gibt es keine Zahlen. Sie sehen die neuesten
series-no-figures = Sie enthält keine Zahlen.
series-no-figure = keine Zahl, die gezeigt werden darf
series-over-time = Im Verlauf
