annotations-title = Anmerkungen
annotations-lead = Was wann geschah: eine neue Version, eine Kampagne, eine Störung, ein neues Gesetz. Jede Anmerkung ist in jedem Bild über die Zeit markiert. Wer einen Knick sieht, weiß so, was dahinter stehen kann.
annotations-none = Es gibt noch keine Anmerkung. Beginnen Sie mit der letzten Änderung des Dienstes, die aufgefallen ist.
annotations-search = Anmerkungen, in deren Titel, Art oder Beschreibung steht
annotations-file = Anmerkungen mit einer Datei einspielen
annotations-file-which = Eine CSV-Datei mit dieser Kopfzeile. Nötig sind first, kind und title. Tage stehen als Jahr, Monat, Tag.
annotations-file-words = Arten sind deployment (neue Version), campaign (Kampagne), outage (Störung), law-change (Gesetzesänderung) und other (Sonstiges). Messgrößen sind daily-visitors, people, visits, page-views, bounce-rate und engaged-time, mit Leerzeichen dazwischen. Nichts wird übernommen, bevor Sie es gesehen haben, und dieselbe Zeile noch einmal fügt nichts hinzu.
annotations-file-hint = Höchstens { $mib } MiB.
annotations-found = { $new ->
    [one] Eine neue Anmerkung. Noch ist nichts übernommen.
   *[other] { $new } neue Anmerkungen. Noch ist nichts übernommen.
 }
annotations-found-some = { $new ->
    [one] Eine neue Anmerkung. Von den übrigen gibt es { $known } schon. Noch ist nichts übernommen.
   *[other] { $new } neue Anmerkungen. Von den übrigen gibt es { $known } schon. Noch ist nichts übernommen.
 }
annotations-found-known = Alle Anmerkungen dieser Datei gibt es schon.
annotations-found-none = In dieser Datei ist keine Anmerkung, die sich lesen lässt.
annotations-no-text = Das ist keine CSV-Datei in UTF-8.
annotations-no-column = Die Datei hat keine Spalte „{ $column }“.
annotations-new = Neue Anmerkungen
annotations-take = Die neuen übernehmen
annotation-faults = { $lines ->
    [one] Eine Zeile lässt sich nicht lesen und wird ausgelassen:
   *[other] { $lines } Zeilen lassen sich nicht lesen und werden ausgelassen. Die ersten davon:
 }
annotation-fault = Zeile { $line }, { $column }: { $why }
annotation-lead = Kolleginnen und Kollegen sehen die Markierung in jedem Bild über die Zeit. Schreiben Sie, was Sie in zwei Jahren wissen möchten.
annotation-new-title = Neue Anmerkung
annotation-edit-title = Anmerkung ändern
annotation-kind = Art
annotation-kind-deployment = Neue Version
annotation-kind-campaign = Kampagne
annotation-kind-outage = Störung
annotation-kind-law-change = Gesetzesänderung
annotation-kind-other = Sonstiges
annotation-title = Was geschah
annotation-title-hint = In wenigen Worten, etwa „Kürzeres Einkommensformular“.
annotation-description-hint = Was man wissen muss, um es zu beurteilen. Nennen Sie keine Person. Das Feld kann leer bleiben.
annotation-days = Tage
annotation-first = Erster Tag
annotation-first-hint = Von diesem Tag an war es so.
annotation-last = Letzter Tag
annotation-last-hint = Nur für etwas, das zu Ende ging, etwa eine Störung; war es ein Tag, derselbe Tag. Diese Tage bleiben beim Vergleich von vorher und nachher außen vor.
annotation-measures = Soll bewegen
annotation-measures-which = Welche Messgrößen soll es bewegen? Für diese werden vorher und nachher verglichen.
annotation-save = Speichern
annotation-back = Zurück, ohne zu speichern
annotation-changed = { $who }, { $when }
annotation-delete = Anmerkung löschen
annotation-delete-lost = Die Markierung verschwindet aus jedem Bild. Was sie sagte, bleibt im Protokoll.
annotation-no-title = Sagen Sie, was geschah
annotation-long-title = Höchstens { $most } Zeichen, in einer Zeile
annotation-reversed = Der letzte Tag liegt vor dem ersten
annotation-far-away = Nötig ist ein Tag von 1970 bis 2199
annotation-no-date = Nötig ist ein Datum als Jahr, Monat, Tag, etwa 2026-11-23
annotation-no-kind = Diese Art gibt es nicht
annotation-no-measure = Diese Messgröße gibt es nicht
annotation-too-many = Der Dienst hat so viele Anmerkungen, wie er haben darf. Löschen Sie zuerst einige.
annotation-outdated = Jemand anderes hat diese Anmerkung inzwischen geändert. Laden Sie die Seite neu und wiederholen Sie Ihre Änderung.
annotation-gone = Jemand anderes hat diese Anmerkung inzwischen gelöscht
effect-title = Vorher und nachher
effect-spans = Tage vorher und nachher
effect-span = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
 }
effect-no-measures = Diese Anmerkung nennt keine Messgröße. Ändern Sie sie, um Zahlen von vorher und nachher zu sehen.
effect-not-yet = Noch gibt es nichts zu vergleichen. Am { $day } ist die erste ganze Woche danach vorbei.
effect-compared = Verglichen werden { $before } und { $after }: ganze Wochen, damit die Wochentage gleich sind.
effect-short = Von den Tagen danach sind in ganzen Wochen erst { $days } vorbei. Mit ihnen werden ebenso viele davor verglichen.
effect-left-out = Die Tage der Anmerkung selbst sind in keinem der beiden Zeiträume.
effect-begins-late = Die Tage davor beginnen mit Tagen ohne jedes Ereignis. Vielleicht hat der Dienst eben erst begonnen: Dann wurde er danach auf jeden Fall mehr genutzt.
effect-before = Vorher
effect-after = Nachher
effect-unknown = Was dazwischen liegt, lässt sich nicht sagen, weil eine der beiden Zahlen nicht gezeigt wird.
effect-counts = { $measure }: { $before } vorher und { $after } nachher, das { $ratio }-Fache. Solche Zahlen steigen und fallen aus vielen Gründen; das heißt hier nicht Wirkung.
effect-counts-nothing = Vorher gab es nichts, womit sich vergleichen ließe.
effect-more = { $measure }: { $amount } höher als vorher ({ $range }).
effect-less = { $measure }: { $amount } niedriger als vorher ({ $range }).
effect-same = { $measure }: wie vorher ({ $range }).
effect-more-unsure = { $measure }: { $amount } höher als vorher. Für ein Intervall sind es zu wenige Daten; es kann Zufall sein.
effect-less-unsure = { $measure }: { $amount } niedriger als vorher. Für ein Intervall sind es zu wenige Daten; es kann Zufall sein.
effect-range = 95-%-Intervall { $low } bis { $high }
effect-range-points = 95-%-Intervall { $low } bis { $high } Punkte
effect-clear = Ein deutlicher Unterschied.
effect-not-clear = Kein deutlicher Unterschied: Es kann Zufall sein.
effect-not-clear-together = Kein deutlicher Unterschied: Wo mehrere Messgrößen zugleich betrachtet werden, sieht eine davon leichter durch Zufall so aus.
effect-others = Was in diesen Tagen noch geschah
effect-caution = Was das nicht beweisen kann
effect-caution-other = Dass die Änderung die Ursache war. Anderes kann sich zur selben Zeit geändert haben.
effect-caution-season = Dass es so bleibt. Auch Jahreszeiten, Feiertage und Fristen bewegen Zahlen.
effect-caution-people = Dass sich Menschen anders verhalten. Es können andere Menschen gekommen sein.
effect-caution-visits = Wie sicher es ist, wo dieselben Menschen oft kommen. Ihre Besuche ähneln sich, darum ist das Intervall etwas zu schmal.
