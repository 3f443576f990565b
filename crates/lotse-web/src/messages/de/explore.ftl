explore-title = Erkunden
explore-lead = Stellen Sie Ihre eigene Frage. Die Adresse enthält sie ganz: Wer sie von Ihnen bekommt und diesen Dienst sehen darf, sieht dasselbe.
explore-trend-means = Wie viel, Tag für Tag, Woche für Woche oder Monat für Monat, und für wen?
explore-funnel-means = Wie viele Menschen kommen wie weit, wo gehen die meisten verloren, und wie lange dauert es?
explore-paths-means = Wohin gehen Besuche von einer Seite, was führte zu ihr, und wie beginnen Besuche?
explore-retention-means = Wie viele von denen, die zum ersten Mal kamen, kamen später wieder?
explore-pages-means = Welche Seiten werden aufgerufen, von wie vielen, und wo beginnen und enden Besuche?
explore-forms-means = Welche Felder eines Formulars führen zu Fehlern, werden noch einmal betreten oder leer gelassen, und wo hören Menschen auf?
explore-friction-means = Wo haben Menschen es schwer: Klicks ohne Wirkung, Tastaturfallen, Fehler, Suchen ohne Treffer, langsame Seiten?
explore-extract-means = Die Zahlen als Tabelle für andere Programme: Tag für Tag, Woche für Woche oder Monat für Monat, nach Seite, Sprache, Gerät und mehr.
explore-saved = Gespeicherte Fragen
explore-saved-none = Noch hat niemand eine Frage gespeichert. Unter jeder Antwort steht ein Link dafür.
explore-saved-name = Frage
explore-saved-kind = Art
explore-saved-who = Gespeichert von
explore-saved-day = Gespeichert am
explore-search = Fragen, in deren Namen, Art oder Verfasser steht
explore-delete = Löschen
explore-delete-lost = Die Frage verschwindet für alle. Ihre Zahlen bleiben, und sie lässt sich wieder stellen.
explore-delete-it = „{ $name }“ löschen
question-trend = Verlauf
question-funnel = Trichter
question-paths = Wege
question-retention = Wiederkehr
question-forms = Formulare
question-pages = Seiten
save-title = Diese Frage speichern
save-lead = Sie steht dann auf der Seite „Erkunden“, für alle, die diesen Dienst sehen dürfen. Ein Zeitraum wie „30 Tage“ wandert mit den Tagen; feste Tage bleiben.
save-name = Name
save-name-hint = Wonach jemand suchen würde, etwa „Vom Anfang bis zur Bestätigung, nach Gerät“.
save-no-name = Geben Sie einen Namen ein
save-long-name = Geben Sie einen Namen mit höchstens { $most } Zeichen ein
save-name-taken = Eine andere gespeicherte Frage heißt schon so. Geben Sie einen anderen Namen ein
save-long-question = Die Frage ist zu lang zum Speichern. Nehmen Sie weniger oder kürzere Schritte
save-too-many = Es gibt so viele gespeicherte Fragen, wie es geben darf. Löschen Sie eine, die niemand braucht
save-it = Speichern
save-back = Zurück zur Frage
trend-name = Verlauf
trend-title = { $what }, { $when }
trend-last-days = { $days ->
    [one] letzter Tag
   *[other] letzte { $days } Tage
 }
trend-what-by = { $what } nach { $by }
trend-of-page = { $what } auf { $of }
trend-of-event = { $what } mit „{ $of }“
trend-daily-visitors-day = Besuchende je Tag
trend-daily-visitors-week = Tagesbesuchende je Woche
trend-daily-visitors-month = Tagesbesuchende je Monat
trend-people-day = Personen je Tag
trend-people-week = Personen je Woche
trend-people-month = Personen je Monat
trend-page-views-day = Seitenaufrufe je Tag
trend-page-views-week = Seitenaufrufe je Woche
trend-page-views-month = Seitenaufrufe je Monat
trend-views-day = Aufrufe von { $of } je Tag
trend-views-week = Aufrufe von { $of } je Woche
trend-views-month = Aufrufe von { $of } je Monat
trend-events-day = „{ $of }“ je Tag
trend-events-week = „{ $of }“ je Woche
trend-events-month = „{ $of }“ je Monat
trend-by-page-language = Sprache der Seite
trend-by-browser-language = Sprache des Browsers
trend-by-device-class = Gerät
trend-by-browser = Browser
trend-by-operating-system = Betriebssystem
trend-by-page = Seite
trend-most = Am meisten: { $most } ({ $when })
trend-nothing = Nichts davon kam in diesem Zeitraum vor.
trend-hidden = Wie viel es insgesamt war, darf nicht gezeigt werden: Zu wenige Menschen taten es, oder fast alles stammt von ein oder zwei von ihnen. Wählen Sie einen längeren Zeitraum, oder etwas, das mehr Menschen tun.
trend-not-counted = Über diesen Zeitraum lassen sich Personen nicht zählen, weil ihre Pseudonyme darin wechseln. Wählen Sie Tage innerhalb eines Quartals, oder sehen Sie einzelne Tage an.
trend-of = Von welchen Ereignissen
trend-of-hint = Eine Seite wie /antrag, alle Seiten, die so beginnen, wie /hilfe/*, ein Tag wie tag:Einkommensformular, oder der Name eines Ereignisses wie gesendet. Leer lassen für den ganzen Dienst.
trend-count = Gezählt werden
trend-count-visitors = Besuchende
trend-count-events = Wie oft: Seitenaufrufe, oder die Ereignisse
trend-interval = Nach
trend-interval-usual = dem, was zum Zeitraum passt
trend-show = Verlauf zeigen
trend-too-fine = So viele Abschnitte lassen sich mit Zeilen nicht zeigen. Wählen Sie längere Abschnitte, einen kürzeren Zeitraum oder keine Zeilen
trend-example = Ein Beispiel dafür, was hier stehen wird: eine Zahl, Tag für Tag
trend-head-day = Tag
trend-head-week = Woche
trend-head-month = Monat
trend-part = { $dates } (Teil)
trend-parts = Hohle Punkte sind Teile: Der Zeitraum enthält nur einige ihrer Tage, oder der heutige Tag ist noch nicht vorbei.
trend-not-compared = Verglichen wird nicht: Der Zeitraum zuvor hat an seinem Anfang keine solchen Ereignisse.
trend-others = Übrige zusammen
trend-overlap = Wer in zwei Zeilen ist, zählt in beiden. Deshalb werden Zeilen nicht addiert, und die nach den sieben größten werden nicht gezeigt.
explain-trend-daily-visitors = Besuchende eines Tages mit einem solchen Ereignis, nach Tagen. Wer an zwei Tagen kommt, zählt in Woche und Monat zweimal.
explain-trend-people = Personen mit einem solchen Ereignis, in jedem Tag, jeder Woche oder jedem Monat einmal.
explain-trend-page-views = Seitenaufrufe nach dem Ortstag des Dienstes.
explain-trend-events = Ereignisse dieses Namens, oder Aufrufe dieser Seiten, nach dem Ortstag des Dienstes.
explain-trend-hidden = Ein Tag von einigen Ereignissen wird gezeigt, wenn genug Menschen dahinterstehen und die Ereignisse nicht fast alle von ein oder zwei von ihnen stammen. Mit Zeilen gilt das für jede Zelle; dann bleiben so viele weitere verborgen, dass niemand eine kleine aus den Summen ausrechnen kann. Eine Zeile wird genannt, wenn etwas von ihr gezeigt wird.
multiples-scale = Alle auf einer Skala, von 0 bis { $top }.
multiples-words = höchstens { $most }, zuletzt { $last }
funnel-name = Trichter
funnel-lead = Wie viele kommen wie weit? Nennen Sie mindestens zwei Schritte, die Menschen nacheinander tun.
funnel-title = Von { $first } bis { $last }, { $dates }
funnel-title-by = Von { $first } bis { $last } nach { $by }, { $dates }
funnel-nothing = Niemand hat in diesem Zeitraum den ersten Schritt getan.
funnel-hidden = Wie viele die Schritte erreichten, darf nicht gezeigt werden: Es waren zu wenige Menschen, zu wenige gingen unterwegs verloren, oder die Besuche stammen fast ganz von ein oder zwei Personen. Wählen Sie einen längeren Zeitraum, oder lassen Sie einen Schritt weg.
funnel-finding = Von { $began } { $unit } bei { $first } erreichten { $done } { $last }: { $share } (95-%-Intervall { $range }).
funnel-finding-plain = Von { $began } { $unit } bei { $first } erreichten { $done } { $last }.
funnel-largest-loss = Die meisten gingen vor { $step } verloren: { $lost }.
funnel-unit-visits = Besuchen
funnel-unit-daily-visitors = Tagesbesuchenden
funnel-unit-people = Personen
funnel-headline = Schritt für Schritt: wie viele von den { $unit } so weit kamen
funnel-bar = { $reached } ({ $share })
funnel-lost = { $lost } verloren
funnel-partial = Der heutige Tag ist nicht vorbei: Wer heute begonnen hat, kann noch weiter kommen.
funnel-step = Schritt
funnel-head-reached = Erreicht
funnel-head-share = Von denen, die begannen
funnel-head-interval = 95-%-Intervall
funnel-head-lost = Davor verloren
funnel-head-began = Begonnen
funnel-json = Dasselbe als JSON
funnel-step-hint = Eine Seite wie /antrag, alle Seiten, die so beginnen, wie /hilfe/*, ein Tag wie tag:Einkommensformular, oder der Name eines Ereignisses wie gesendet. Leere Schritte zählen nicht.
funnel-step-n = Schritt { $n }
funnel-unit = Wer die Schritte geht
funnel-of-visit = Besuche
funnel-of-visitor = Besuchende, in mehreren Besuchen
funnel-window = Längste Zeit, für Besuchende
window-30m = 30 Minuten
window-1h = 1 Stunde
window-1d = 1 Tag
window-7d = 7 Tage
funnel-by = Zeilen nach
funnel-by-none = nichts
funnel-show = Trichter zeigen
steps-no-tag = Es gibt keinen Tag dieses Namens. Wählen Sie einen anderen, oder sehen Sie auf der Seite „Tags“ nach
funnel-wrong-step = Dieser Schritt ist zu lang. Schreiben Sie höchstens 2.048 Zeichen.
funnel-next = Seiten für den Anfang
funnel-example = Ein Beispiel, was hier stehen wird: wie viele jeden von drei Schritten erreichen
funnel-rows-note = Anteile an denen, die begannen, nach dem, was das Ereignis des ersten Schritts sagt.
funnel-rows-none = Keine Zeile darf gezeigt werden: In jeder sind zu wenige Menschen, oder sie stammt fast ganz von ein oder zwei Personen.
funnel-rows-cut = Zeilen mit zu wenigen Menschen, oder fast ganz von ein oder zwei Personen, sind nicht gezeigt, ebenso solche, die sie verraten würden.
funnel-time = Zeit vom ersten Schritt bis zum letzten, Median
field-connection = Verbindung
field-region = Region
field-campaign-source = Quelle der Kampagne
field-campaign-name = Name der Kampagne
field-channel = Kanal
unknown-field = Nicht bekannt
explain-title = Wie das berechnet wird
explain-funnel = Was gezählt wird
explain-funnel-visits = Besuche, die im Zeitraum begannen und die Schritte in dieser Reihenfolge taten; andere Seiten dürfen dazwischen liegen. Ein Besuch gehört zum weitesten Schritt, den er erreichte.
explain-funnel-daily-visitors = Besuchende eines Tages, deren erster Schritt im Zeitraum liegt und die die anderen in dieser Reihenfolge innerhalb der längsten Zeit taten. Wer an zwei Tagen kommt, zählt zweimal.
explain-funnel-people = Personen, deren erster Schritt im Zeitraum liegt und die die anderen in dieser Reihenfolge innerhalb der längsten Zeit taten, in einem Besuch oder mehreren.
explain-people = Wie Menschen unterschieden werden
explain-hidden = Was nicht gezeigt wird
explain-funnel-hidden = Ein Schritt wird gezeigt, wenn ihn genügend Menschen erreichten und seit dem Schritt davor genügend oder niemand verloren ging; und wenn diese Besuche nicht fast ganz von ein oder zwei Personen stammen. Zeilen werden nur ganz gezeigt.
explain-interval = Intervalle
explain-newest = Neuestes Ereignis
explain-rows = Gelesene Zeilen
explain-rows-about = Etwa { $rows }, vor jedem Filter
explain-rows-few = Weniger als 1.000, vor jedem Filter
explain-took = Zeit bis zur Antwort
explain-ms = { $ms } ms
paths-name = Wege
paths-title-beginning = Wie Besuche beginnen, { $dates }
paths-title-from = Wohin Besuche von { $page } gehen, { $dates }
paths-title-to = Was Besuche zu { $page } führt, { $dates }
paths-finding = Von { $all } Besuchen nahmen { $share } (95-%-Intervall { $range }) den Weg { $path }: mehr als jeden anderen.
paths-none-named = Von { $all } Besuchen kann kein Weg genannt werden: Jeden gingen zu wenige Menschen oder fast nur ein oder zwei Personen, oder der häufigste würde verraten, wie wenige die anderen gingen. Ein längerer Zeitraum oder weniger Seiten eines Weges können helfen.
paths-nobody = In diesem Zeitraum kam kein Besuch zu dieser Seite.
paths-hidden = Die Wege dürfen nicht gezeigt werden: Zu wenige Menschen gingen sie, oder die Besuche stammen fast ganz von ein oder zwei Personen. Wählen Sie einen längeren Zeitraum.
paths-headline = Die Wege, die die meisten Besuche nahmen
paths-path = Weg
paths-head-taken = Besuche
paths-head-share = Von allen
paths-head-interval = 95-%-Intervall
paths-others-note = Wege, die zu wenige Menschen oder fast nur ein oder zwei Personen gingen, sind nicht genannt, ebenso solche, die sie verraten würden.
paths-end = Welcher Teil eines Besuchs
paths-end-beginning = Wie er beginnt
paths-end-from = Von einer Seite an
paths-end-to = Bis zu einer Seite
paths-page = Seite, wo nach einer gefragt ist
paths-length = Seiten eines Weges
paths-pages = { $pages } Seiten
paths-show = Wege zeigen
paths-no-page = Sagen Sie, von welcher Seite an oder bis zu welcher Seite
explain-paths = Aufrufe von Seiten innerhalb eines Besuchs, in ihrer Reihenfolge. Aufrufe einer Seite, die aufeinander folgen, sind einer. Ein längerer Weg ist gekürzt und trägt dort „…“.
explain-paths-hidden = Ein Weg wird genannt, wenn ihn genügend Menschen gingen und seine Besuche nicht fast ganz von ein oder zwei Personen stammen. Die anderen sind eine Zeile, ergänzt um den kleinsten, der genannt werden könnte, damit keine kleine Gruppe allein übrig bleibt.
flow-place = { $n }. Seite
flow-node = { $page }: { $visits ->
    [one] ein Besuch
   *[other] { $visits } Besuche
 }
flow-link = Von { $from } nach { $to }: { $visits ->
    [one] ein Besuch
   *[other] { $visits } Besuche
 }
flow-others = { $pages ->
    [one] eine andere Seite
   *[other] { $pages } andere Seiten
 }
flow-description = { $n }. Seite: Die meisten Besuche, { $visits }, waren auf { $page }.
flow-description-table = Verbindungen sind so dick wie die Besuche, die sie nahmen. Die Tabelle darunter nennt jeden Weg.
flow-scroll = Bild der Wege; auf schmalen Bildschirmen lässt es sich seitwärts bewegen
flow-note = Wo ein Balken höher ist als seine Verbindungen auf einer Seite, begannen oder endeten dort Besuche.
flow-rest = Das Bild besteht aus den Wegen, die genannt werden dürfen; { $visits } Besuche nahmen andere.
retention-name = Wiederkehr
retention-title = Wer wiederkommt, { $dates }
retention-refused = Hier lässt sich nicht sagen, wer wiederkommt.
retention-daily = Die Pseudonyme dieses Dienstes leben einen Tag: Wer morgen wiederkommt, ist jemand anderes. Mit signierten Kennungen oder einer eigenen Kennung nach Einwilligung lässt es sich zählen; beides sind Einstellungen des Dienstes.
retention-too-many = Der Zeitraum hat mehr als { $most } Abschnitte. Wählen Sie einen kürzeren Zeitraum oder längere Abschnitte.
retention-hidden = Nichts darf gezeigt werden: Zu wenige Menschen kamen zum ersten Mal, kamen wieder oder kamen nicht wieder. Wählen Sie einen längeren Zeitraum oder längere Abschnitte.
retention-finding-day = Von { $people } Personen, die am { $day } zum ersten Mal kamen, waren { $share } (95-%-Intervall { $range }) am nächsten Tag wieder da.
retention-finding-week = Von { $people } Personen, die in der Woche ab { $day } zum ersten Mal kamen, waren { $share } (95-%-Intervall { $range }) in der Woche darauf wieder da.
retention-finding-month = Von { $people } Personen, die im Monat ab { $day } zum ersten Mal kamen, waren { $share } (95-%-Intervall { $range }) im Monat darauf wieder da.
retention-by = Nach
interval-day = Tagen
interval-week = Wochen, ab Montag
interval-month = Monaten
interval-period = nichts: der ganze Zeitraum auf einmal
retention-headline = Anteil derer, die wieder da waren, an denen, die zum ersten Mal kamen
retention-since = Zuerst da ab
retention-later = +{ $n }
retention-partial = { $day } (nicht vorbei)
explain-retention = Personen nach dem ersten Abschnitt des Zeitraums, in dem sie kamen. Wer schon vor dem Zeitraum da war, ist in ihm auch neu. Ein späterer Abschnitt zählt alle von ihnen, die in ihm überhaupt etwas taten.
explain-retention-hidden = Ein Anteil wird gezeigt, wenn die Wiedergekommenen und die anderen genügend Menschen sind oder niemand. Wo ein Abschnitt zu wenige hatte, ist auch der kleinste andere nicht gezeigt, damit er nicht als Rest übrig bleibt.
pages-name = Seiten
pages-title = Seiten nach { $sort }
pages-title-search = Seiten mit „{ $search }“ nach { $sort }
pages-title-by-page = Namen
pages-title-by-views = Aufrufen
pages-title-by-people = Besuchenden
pages-title-by-began = Besuchen, die dort begannen
pages-title-by-ended = Besuchen, die dort endeten
pages-hidden = Keine Seite darf genannt werden: Jede riefen zu wenige Menschen auf. Wählen Sie einen längeren Zeitraum.
pages-finding = { $pages ->
    [one] Eine Seite darf genannt werden.
   *[other] { $pages } Seiten dürfen genannt werden.
 } Am häufigsten wurde { $first } aufgerufen: { $share } aller Seitenaufrufe.
pages-finding-plain = { $pages ->
    [one] Eine Seite darf genannt werden.
   *[other] { $pages } Seiten dürfen genannt werden.
 } Am häufigsten wurde { $first } aufgerufen.
pages-finding-hidden = { $pages ->
    [one] Eine Seite darf genannt werden.
   *[other] { $pages } Seiten dürfen genannt werden.
 } Wie oft sie aufgerufen wurden, darf nicht gezeigt werden.
pages-search = Seiten mit
pages-sort = Ordnen nach
pages-sort-page = Namen
pages-sort-views = Aufrufen
pages-sort-people = Besuchenden
pages-sort-began = Besuchen, die dort begannen
pages-sort-ended = Besuchen, die dort endeten
pages-head-began = Besuche begannen
pages-head-ended = Besuche endeten
pages-headline-page = Jede Seite führt zu ihrem Verlauf
pages-headline-views = Die am häufigsten aufgerufenen Seiten zuerst; jede führt zu ihrem Verlauf
pages-headline-people = Seiten mit den meisten Besuchenden zuerst; jede führt zu ihrem Verlauf
pages-headline-began = Seiten, auf denen die meisten Besuche begannen, zuerst; jede führt zu ihrem Verlauf
pages-headline-ended = Seiten, auf denen die meisten Besuche endeten, zuerst; jede führt zu ihrem Verlauf
pages-others = Alle anderen Seiten zusammen: { $views } Aufrufe. Jede riefen zu wenige Menschen auf, oder eine schützt die anderen.
pages-others-hidden = Es gibt andere Seiten. Wie oft sie aufgerufen wurden, wird nicht gezeigt: Es waren zu wenige Menschen, fast alles stammt von ein oder zwei von ihnen, oder es würde eine andere Zahl verraten.
pages-partial = Der heutige Tag ist dabei, der noch nicht vorbei ist.
explain-pages = Aufrufe nach dem Pfad der Seite, ohne ihre Abfrage. Ein Besuch begann auf seiner ersten Seite und endete auf seiner letzten; wer mitten in einem Besuch auf eine Seite kam, zählt bei beidem nicht.
explain-pages-hidden = Eine Seite wird genannt, wenn genug Menschen sie aufriefen. Wie oft, wird gezeigt, wo nicht fast alles von ein oder zwei von ihnen stammt. Wie viele Besuche dort begannen oder endeten, wird gezeigt, wenn genug Menschen dahinterstehen; sonst können es wenige sein oder keine.
extract-name = Auszug
extract-lead = Die Zahlen dieses Dienstes als Tabelle, die andere Programme lesen.
extract-finding-day = { $stretches ->
    [one] Die Datei hat einen Tag, mit einer Zeile für jede Zahl
   *[other] Die Datei hat { $stretches } Tage, jeden mit einer Zeile für jede Zahl
 } des ganzen Dienstes und jeder Bezeichnung, die genannt werden darf.
extract-finding-week = { $stretches ->
    [one] Die Datei hat eine Woche, mit einer Zeile für jede Zahl
   *[other] Die Datei hat { $stretches } Wochen, jede mit einer Zeile für jede Zahl
 } des ganzen Dienstes und jeder Bezeichnung, die genannt werden darf. Die erste und die letzte Woche können weniger Tage haben.
extract-finding-month = { $stretches ->
    [one] Die Datei hat einen Monat, mit einer Zeile für jede Zahl
   *[other] Die Datei hat { $stretches } Monate, jeden mit einer Zeile für jede Zahl
 } des ganzen Dienstes und jeder Bezeichnung, die genannt werden darf. Der erste und der letzte Monat können weniger Tage haben.
extract-finding-period = Die Datei hat den ganzen Zeitraum auf einmal, mit einer Zeile für jede Zahl des ganzen Dienstes und jeder Bezeichnung, die genannt werden darf.
extract-every = Aufgeteilt nach
extract-by = Zeilen neben dem ganzen Dienst, nach
extract-measures = Was gezählt wird
extract-of-whole = Nur vom ganzen Dienst
extract-automatic = Automatische Zugriffe
extract-automatic-counted = Suchmaschinen und Programme mitzählen
extract-show = Die ersten Zeilen zeigen
extract-take = Die Datei mitnehmen
extract-format-csv = CSV
extract-format-jsonl = JSON-Zeilen
extract-format-parquet = Parquet
extract-for-csv = Für Tabellen- und Statistikprogramme.
extract-for-jsonl = Für Programme: ein Objekt in jeder Zeile.
extract-for-parquet = Für DuckDB, pandas, Polars, R und Spark: klein, und jede Spalte hat ihren Typ.
extract-first-rows = { $days }: die ersten { $shown } von { $rows } Zeilen
extract-of = Wovon
extract-whole = Der ganze Dienst
extract-counted = Gezählt
extract-number = Zahl
extract-unknown = Wählen Sie unter dem, was hier steht
extract-too-many = Das sind { $found } Teile, und ein Auszug hat höchstens { $most }. Wählen Sie längere Teile oder einen kürzeren Zeitraum
extract-nothing-by = Zeilen nach „{ $by }“ haben nichts von dem, was gewählt ist. Wählen Sie auch etwas davon: { $measures }
explain-extract = Nach jedem Teil des Zeitraums wird für sich gefragt, wie die Übersicht seiner Tage. Eine Zeile ohne Zahl sagt, warum sie keine hat; nichts in der Datei ist von einem einzelnen Ereignis.
rows-label = Zeilen der Tabelle
rows-range = Zeilen { $first }–{ $last } von { $rows }
rows-before = Die Zeilen davor
rows-after = Die nächsten Zeilen
rows-all = Alle Zeilen
rows-none = Keine Zeile hat das im Namen. Versuchen Sie ein kürzeres Wort.
