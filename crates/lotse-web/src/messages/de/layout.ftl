layout-skip = Zum Inhalt springen
layout-crumbs = Wo Sie sind
layout-places = Bereiche
layout-services = Dienste
layout-overview = Überblick
layout-install = Einbauen
layout-sign-out = Abmelden
layout-settings = Einstellungen
layout-part = Behörde
layout-language = Sprache
layout-theme = Farben
layout-components = Bausteine dieser Seiten
layout-filling = Beispieldaten werden eingefüllt: { $done } von { $days } Tagen sind fertig. Bis dahin wachsen die Zahlen noch.
file-made = Erstellt von { $who } am { $when } mit Lotse, aus
page-as-file = Diese Seite als eine Datei (HTML)
dialog-cancel = Abbrechen
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
sample-label = Beispieldaten
form-error-prefix = Fehler:
form-summary = Bitte prüfen Sie Ihre Angaben
search-title = Suche
search-label = Dienste, Fragen, Orte, Wörter
search-button = Suchen
search-nothing-asked = Geben Sie oben ein Wort ein: den Namen eines Dienstes, einer gespeicherten Frage, eines Ortes, oder ein Wort, dessen Bedeutung Sie wissen möchten.
search-finding = { $count ->
    [0] Nichts, was für Sie offen ist, hat „{ $asked }“ im Namen. Versuchen Sie ein kürzeres Wort.
    [one] Ein Eintrag hat „{ $asked }“ im Namen.
   *[other] { $count } Einträge haben „{ $asked }“ im Namen.
}
search-words = Wörter
search-more = Und { $count } weitere: alle zeigen
