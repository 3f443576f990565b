overview-waiting = Von diesem Dienst ist noch nichts angekommen. Der nächste Schritt ist, den Code in seine Seiten einzubauen.
overview-to-install = Code einbauen
overview-example = Ein Beispiel für das, was hier stehen wird: Besuche je Tag
overview-quiet = In diesem Zeitraum gab es kein Ereignis.
overview-quiet-automatic = In diesem Zeitraum gab es nur automatische Zugriffe (Suchmaschinen, Programme); sie sind nicht mitgezählt.
overview-quiet-longer = 90 Tage ansehen
overview-incomplete = Einige Ereignisse dieses Zeitraums waren nicht lesbar und wurden beiseitegelegt: Die Zahlen sind zu niedrig. Wer Lotse betreibt, erfährt mehr mit „lotse doctor“.
overview-newest = Zuletzt eingegangenes Ereignis: { $when }.
overview-daily-note = Besuchende je Tag werden nur für einen Tag unterschieden und addiert: Es sind keine Personen.
overview-finding-daily = In { $days ->
    [one] einem Tag
   *[other] diesen { $days } Tagen
 } { $people ->
    [one] kam ein Besuchender
   *[other] kamen { $people } Besuchende (je Tag gezählt)
 } zu { $visits ->
    [one] einem Besuch
   *[other] { $visits } Besuchen
 }.
overview-finding-people = In { $days ->
    [one] einem Tag
   *[other] diesen { $days } Tagen
 } { $people ->
    [one] kam eine Person
   *[other] kamen { $people } Personen
 } zu { $visits ->
    [one] einem Besuch
   *[other] { $visits } Besuchen
 }.
overview-finding-hidden = Die Zahlen dieses Zeitraums dürfen nicht gezeigt werden: Es sind zu wenige Personen, fast alles stammt von ein oder zwei von ihnen, oder sie lassen sich darin nicht zählen.
overview-finding-bounce = { $rate } der { $n } gemessenen Besuche (95-%-Intervall { $range }) gingen nach einer Seite, ohne etwas zu tun.
overview-automatic-left-out = Als automatisch nicht mitgezählt (Suchmaschinen, Programme): { $events ->
    [one] ein Ereignis
   *[other] { $events } Ereignisse
 }{ $share }.
overview-automatic-counted = Automatische Zugriffe (Suchmaschinen, Programme) sind hier mitgezählt: { $events ->
    [one] ein Ereignis
   *[other] { $events } Ereignisse
 }{ $share }.
overview-automatic-count = Mitzählen
overview-automatic-leave-out = Nicht mitzählen
overview-nothing-before = Über Veränderung wird nichts gesagt: Im Zeitraum zuvor gibt es keine Ereignisse.
overview-not-compared = Über Veränderung wird nichts gesagt: Im Zeitraum zuvor gibt es Ereignisse erst ab dem { $day }.
overview-moved-same = Das sind so viele wie im Zeitraum zuvor.
overview-moved-more = Das sind { $amount } mehr als im Zeitraum zuvor.
overview-moved-less = Das sind { $amount } weniger als im Zeitraum zuvor.
overview-trend-plain = { $measure } – Tag für Tag
overview-trend = { $measure }: { $total } insgesamt.
overview-trend-change = { $measure }: { $total } insgesamt. { $change }
overview-trend-title = Tag für Tag
overview-chart-of = Was das Diagramm zeigt
overview-now-name = jetzt
overview-before-name = zuvor
overview-period = Zeitraum
overview-days = { $days } Tage
overview-compare = Vergleich mit
overview-compare-before = dem Zeitraum zuvor
overview-compare-none = nichts
overview-own-dates = Andere Tage
overview-first = Erster Tag
overview-last = Letzter Tag
overview-show = Zeigen
overview-wrong-unknown = Die Adresse verlangt etwas, das es nicht gibt: { $parameter }. Sie sehen die letzten 30 Tage
overview-wrong-date = Geben Sie beide Tage als gültiges Datum ein
overview-wrong-future = Der erste Tag darf nicht nach heute liegen
overview-wrong-reversed = Der letzte Tag darf nicht vor dem ersten liegen
overview-wrong-long = Das sind { $days } Tage. Wählen Sie höchstens 800
overview-tables-title = Wo und womit
overview-table-page = Seiten
overview-table-entry-page = Erste Seiten der Besuche
overview-table-exit-page = Letzte Seiten der Besuche
overview-table-page-language = Sprachen der Seiten
overview-table-browser-language = Sprachen der Browser
overview-table-device-class = Geräte
overview-table-browser = Browser
overview-table-operating-system = Betriebssysteme
overview-table-referrer = Woher die Besuche kamen
overview-table-first = Am häufigsten { $label }.
overview-table-hidden = Wie groß die Zeilen sind, darf nicht gezeigt werden.
overview-table-views = Am häufigsten { $label }: { $share } der Seitenaufrufe.
overview-table-visits = Am häufigsten { $label }: { $share } der Besuche.
overview-tables-hidden = Nicht gezeigt, weil jede ihrer Zeilen zu wenige Personen hat: { $tables }.
overview-how-title = So wird das berechnet
overview-how-people = Wie Besuchende unterschieden werden
overview-how-hidden = Was nicht gezeigt wird
overview-how-hidden-rule = Summen des ganzen Dienstes werden bei Diensten für die Öffentlichkeit immer gezeigt. Eine Zeile wird erst ab 5 Personen genannt, bei Sprachen und bei Diensten für Beschäftigte ab 10; ließe sich eine kleine Zeile aus den übrigen errechnen, wird die nächstkleinste mit ihr zusammengefasst. Besuche und Seitenaufrufe werden nicht gezeigt, wo sie fast alle von ein oder zwei Personen stammen; die Summen von Diensten für die Öffentlichkeit schon.
overview-how-interval = Intervalle
overview-how-interval-rule = Anteile haben Wilsons 95-%-Intervall, Mediane das Intervall zwischen zwei Ordnungsstatistiken. Zählungen haben keines. Zahlen mit ≈ sind absichtlich unscharf: Zeilen ergeben nicht immer die Summe, Zahlen von Aufrufen weichen mehr ab als die von Personen, und Intervalle von Anteilen sind dafür weiter.
identity-daily-hash = Durch einen Hash aus Netzwerkadresse, Browser und Dienst. Sein Schlüssel lebt einen Tag und wird dann vernichtet; am nächsten Tag wird niemand wiedererkannt. Adresse und Browsername werden nie gespeichert.
identity-first-party-id = Durch eine zufällige Kennung, die nach Einwilligung höchstens 13 Monate im Browser liegt.
identity-signed-reference = Durch einen Verweis, den der Dienst signiert, gehasht mit einem Schlüssel, der mit dem Quartal wechselt und den keine Rolle lesen kann.
live-title = Heute bisher
live-said = Gezählt um { $at }.
live-again = Neu zählen
live-pause = Anhalten
live-go-on = Weiterzählen
