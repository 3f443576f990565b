services-title = Dienste
services-finding = { $services ->
    [one] Ein Dienst
   *[other] { $services } Dienste
 } mit { $visits ->
    [one] einem Besuch
   *[other] { $visits } Besuchen
 } in den letzten { $days } Tagen.
services-empty = Es gibt noch keinen Dienst. Fügen Sie den ersten hinzu: Das braucht einen Namen, eine Adresse und zwei Minuten.
services-add-first = Ihren Dienst hinzufügen
services-add = Eigenen Dienst hinzufügen
services-example = Ein Beispiel für das, was hier stehen wird: Besuche je Tag
services-caption = Dienste mit ihren letzten 30 Tagen
services-name = Dienst
services-people = Besuchende oder Personen
services-days = Besuche je Tag
services-newest = Zuletzt eingegangen
services-nothing = Noch nichts: einbauen
services-search = Dienste, in deren Namen steht
services-too-many = Um nach einer Zahl zu ordnen, wird jeder Dienst gezählt. Das geht für höchstens { $most } auf einmal: Suchen Sie erst nach einigen. Diese hier sind nach Namen geordnet.
services-as-added = In der Reihenfolge, in der sie hinzukamen
services-finding-part = { $services ->
    [one] Ein Dienst.
   *[other] { $services } Dienste.
 } { $shown ->
    [0] Keiner davon ist hier gezeigt.
    [one] Der hier gezeigte hatte { $visits ->
        [one] einen Besuch
       *[other] { $visits } Besuche
     } in den letzten { $days } Tagen.
   *[other] Die { $shown } hier gezeigten hatten { $visits ->
        [one] einen Besuch
       *[other] { $visits } Besuche
     } in den letzten { $days } Tagen.
 }
services-sample-pages = Der Beispieldienst ist eine echte Seite. Was Sie dort anklicken, erscheint hier innerhalb von zwei Sekunden.
services-sample-open = Beispieldienst öffnen
kind-public = Für die Öffentlichkeit
kind-employees = Für Beschäftigte
place-us = Vereinigte Staaten
place-uk = Vereinigtes Königreich
place-de = Deutschland
place-eu = Ein anderes Land der Europäischen Union
place-au = Australien
place-ca = Kanada
place-other = Anderswo
profile-headers = Kopfzeilen
profile-statistics = Statistik
profile-consented = Mit Einwilligung
profile-signed-in = Angemeldet
profile-means-headers = Seitenaufrufe, Sprachen, Geräte und Besuchende je Tag. Keine Klicks, keine Nutzungszeit, keine Absprungrate. Kein Skript liest das Gerät aus, und nichts wird darauf gespeichert.
profile-means-statistics = Auch Klicks, eigene Ereignisse, Nutzungszeit und Absprungrate. Auf dem Gerät wird nichts gespeichert; Besuchende werden nur für einen Tag unterschieden.
profile-means-consented = Dasselbe, und Besuchende werden nach ihrer Einwilligung über Tage hinweg unterschieden.
profile-means-signed-in = Dasselbe, und Personen werden über einen Verweis gezählt, den der Dienst signiert. Gruppen unter zehn Personen werden nie gezeigt, einzelne Personen ohnehin nicht.
new-title = Dienst hinzufügen
new-lead = Danach erhalten Sie ein Stück Code für die Seiten des Dienstes und sehen das erste Ereignis ankommen.
new-name = Name des Dienstes
new-name-hint = So, wie die Menschen ihn kennen, zum Beispiel „Wohngeld beantragen“.
new-name-missing = Geben Sie den Namen des Dienstes ein
new-name-long = Der Name darf höchstens { $most } Zeichen haben
new-kind = Für wen ist er?
new-kind-hint-public = Bürgerinnen, Bürger und Unternehmen.
new-kind-hint-employees = Ihre eigenen Beschäftigten. Zahlen unter zehn Personen werden nie gezeigt.
new-kind-missing = Wählen Sie, für wen der Dienst ist
new-place = Wo wird er angeboten?
new-place-hint = Das dortige Recht entscheidet, was zunächst erhoben wird.
new-place-choose = Ort wählen
new-place-missing = Wählen Sie, wo der Dienst angeboten wird
new-profiles = Was wo erhoben wird, und was das ermöglicht
new-profiles-where = Wo
new-profiles-means = Was Sie bekommen
new-profile-employees = Dienste für Beschäftigte, überall
new-origins = Adressen seiner Seiten
new-origins-hint = Eine je Zeile, ohne Pfad, zum Beispiel https://dienste.example.de. Ereignisse von anderen Adressen werden abgelehnt.
new-origin-missing = Geben Sie die Adresse von mindestens einer Seite des Dienstes ein
new-origin-many = Geben Sie höchstens { $most } Adressen ein
new-origin-scheme = „{ $line }“ muss mit https:// beginnen
new-origin-host = „{ $line }“ hat keinen gültigen Hostnamen
new-origin-http = „{ $line }“ verwendet http. Das darf nur localhost, weil sonst jeder dazwischen mitlesen könnte
new-origin-path = „{ $line }“ muss nach dem Hostnamen enden
new-zone = Zeitzone
new-zone-hint = In ihr beginnen die Tage, zum Beispiel Europe/Berlin oder America/New_York.
new-zone-missing = Geben Sie die Zeitzone des Dienstes ein
new-zone-unknown = Geben Sie eine Zeitzone wie Europe/Berlin ein. Wenn Sie eine Stadt zu tippen beginnen, sehen Sie die Auswahl
new-button = Dienst hinzufügen
services-none-open = Noch ist kein Dienst für Sie offen. Die Administration Ihrer Organisation kann Ihnen in einem eine Rolle geben.
new-profile-rule = Die Regel des Ortes
new-profile-hint = Belassen Sie die Regel, wenn die für den Datenschutz Verantwortlichen nichts anderes entschieden haben. Wie Personen unterschieden werden, lässt sich später nicht ändern.
new-profile-choice-headers = Kopfzeilen: auf dem Gerät wird nichts gelesen oder gespeichert
new-profile-choice-statistics = Statistik: Nutzung wird gemessen, auf dem Gerät wird nichts gespeichert
new-profile-choice-consented = Einwilligung: ebenso, und Besuchende über Tage, nachdem sie zugestimmt haben
new-profile-choice-signed-in = Angemeldet: Personen nach einem Verweis, den der Dienst signiert
new-profile-employees-wrong = Wählen Sie „Angemeldet“ oder die Regel: Beschäftigte werden nur nach signiertem Verweis gezählt
new-authorities = Behörden, die den Dienst erbringen (freiwillig)
