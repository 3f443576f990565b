measure-daily-visitors = Besuchende je Tag
measure-people = Personen
measure-visits = Besuche
measure-page-views = Seitenaufrufe
measure-bounce-rate = Absprungrate
measure-engaged-time = Nutzungszeit, Median
define-daily-visitors = Besuchende, die an einem Tag unterschieden und über die Tage addiert werden. Wer an drei Tagen kommt, zählt dreimal; wer sich Adresse und Browser mit jemandem teilt, zählt einmal.
define-people = Personen, die durch einen signierten Verweis oder eine Kennung mit Einwilligung über den ganzen Zeitraum unterschieden werden.
define-visits = Folgen von Aktivität eines Besuchenden. 30 Minuten ohne Aktivität oder 24 Stunden beenden einen Besuch. Er gehört zu dem Tag, an dem er begann.
define-page-views = Wie oft eine Seite gezeigt wurde, auch beim Wechsel der Seite innerhalb einer Anwendung.
define-bounce-rate = Der Anteil der gemessenen Besuche, die eine Seite sahen und dort nichts taten. Besuche, deren Erhebungsprofil das nicht erkennen lässt, stehen in keinem der beiden Teile.
define-engaged-time = Die Zeit, in der eine Seite sichtbar und in Gebrauch war. Die Hälfte der gemessenen Besuche dauerte länger, die andere kürzer. Zeit nach 30 Sekunden ohne Eingabe zählt nicht.
number-interval = 95-%-Intervall { $range }
number-n-events = n { $sign } { $n } { $n ->
    [one] Ereignis
   *[other] Ereignisse
 }
number-n-visits = n { $sign } { $n } { $n ->
    [one] Besuch
   *[other] Besuche
 }
number-n-attempts = n { $sign } { $n } { $n ->
    [one] Versuch
   *[other] Versuche
 }
number-n-visitor-days = n { $sign } { $n } { $n ->
    [one] Besuchstag
   *[other] Besuchstage
 }
number-n-people = n { $sign } { $n } { $n ->
    [one] Person
   *[other] Personen
 }
number-n-responses = n { $sign } { $n } { $n ->
    [one] Antwort
   *[other] Antworten
 }
number-n-page-views = n { $sign } { $n } { $n ->
    [one] Seitenaufruf
   *[other] Seitenaufrufe
 }
number-too-few = Zu wenige
number-too-few-rule = Wird ab { $minimum } Personen gezeigt, damit niemand erkannt werden kann.
number-dominated = Stammt fast ganz von ein oder zwei Personen
number-dominated-rule = Stammt eine Zahl fast ganz von ein oder zwei Personen, wird sie nicht gezeigt: Sie würde verraten, was eine von ihnen getan hat.
number-protects = Nicht gezeigt
number-protects-rule = Zusammen mit der Summe würde die Zahl eine andere verraten, die verborgen ist.
number-either-rule = Wird gezeigt, wo mindestens { $minimum } Personen dahinterstehen, nicht fast alles von ein oder zwei von ihnen stammt und keine solche Zahl erkennbar wird. Welcher der Gründe gilt, steht nicht da: Es würde helfen, die Zahl auszurechnen.
number-not-measured = Hier nicht gemessen
number-not-measured-profile = Das Erhebungsprofil dieses Dienstes betrachtet nicht, was Menschen auf einer Seite tun.
number-not-measured-keys = Pseudonyme wechseln mit dem Quartal. Wählen Sie Tage innerhalb eines Quartals.
number-no-data = Noch keine Daten
number-no-data-why = In diesem Zeitraum gibt es nichts, woraus sich die Zahl berechnen ließe.
number-failed = Nicht verfügbar
number-failed-why = Die Zahl konnte nicht berechnet werden. Es ging nichts verloren.
number-partial = Mit heute bis jetzt.
number-points = { $points } Punkte
number-more = { $amount } mehr als zuvor ({ $before })
number-less = { $amount } weniger als zuvor ({ $before })
number-same = Wie zuvor ({ $before })
number-blurred-rule = Zahlen mit ≈ sind absichtlich unscharf, damit keine zwei von ihnen etwas über wenige Menschen verraten: Jede Person zählt 0-, 1- oder 2-mal, im Mittel einmal und immer gleich. Zahlen von Personen weichen um etwa 7 von 100 oder 70 von 10.000 ab, Zahlen von Aufrufen um mehr; Zeilen ergeben nicht immer die Summe.
shown-from = Ab { $days } Tagen wird gezeigt, was hier verborgen ist:
shown-by = Mit längeren Abschnitten ist hier nichts verborgen:
number-alike-rule = Wo ein Anteil 0 % oder 100 % ist, taten alle einer Gruppe dasselbe: Wer weiß, dass jemand dazugehört, weiß es auch von dieser Person. Bedenken Sie das, bevor Sie Zahlen weitergeben.
number-share-of-all = ({ $share } von allen)
