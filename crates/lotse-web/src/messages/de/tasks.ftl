tasks-title = Aufgaben
tasks-lead = Eine Aufgabe ist, wozu Menschen kommen: ein Antrag, eine Anzeige, ein Termin. Hier sehen Sie, ob sie es schaffen, wie lange es dauert und wo sie aufhören.
tasks-none = Es gibt noch keine Aufgabe.
tasks-archived = Im Archiv
task-new-title = Aufgabe anlegen
task-edit-title = Aufgabe ändern
task-name = Aufgabe
task-name-hint = Wozu Menschen kommen, etwa: Wohngeld beantragen.
task-description-hint = Was Kolleginnen und Kollegen wissen müssen.
task-suggested = Eine Aufgabe, die aufgezeichnet ist
task-suggested-lead = Die Seiten dieses Dienstes sagen, wann etwas abgeschlossen ist. Die meisten, die es abschließen, kommen diesen Weg:
task-suggested-look = Ansehen und speichern
task-suggested-none = Sobald Seiten des Dienstes sagen, wie sie für jemanden enden (data-lotse-outcome), wird hier eine Aufgabe vorgeschlagen.
task-example = Beispiel: 100 beginnen, 78 kommen zum zweiten Schritt, 62 schließen ab

task-edit-lead = Sagen Sie, womit ein Versuch beginnt, welchen Weg er nimmt und wie er enden kann. „Ansehen“ zeigt, was damit gefunden worden wäre.
task-rule-hint = Welche Ereignisse gemeint sind: eine Seite wie /antrag oder /antrag/*, ein Tag wie tag:Einkommen, der Name eines Ereignisses wie gesendet, oder eine Regel. Eines pro Zeile; eines davon genügt.
task-edit-begins = Wie es beginnt
task-edit-steps = Der Weg
task-edit-steps-lead = Schritte in ihrer Reihenfolge. Woran nicht alle vorbeikommen, ist freigestellt; eine Übergabe führt ans Telefon oder an einen Schalter.
task-edit-ends = Wie es endet
task-edit-later = Was daraus wird
task-edit-later-lead = Ihr eigenes System kann später sagen, was aus einem Fall wurde: durch Ereignisse Ihres Servers oder als Datei. Dafür braucht es eine Fallreferenz.
task-step-name = Name des Schritts
task-step-rule = Welche Ereignisse er ist
task-step-kind = Wie er gegangen wird
task-step-kind-needed = von allen
task-step-kind-optional = freigestellt
task-step-kind-hand-over = Übergabe
task-step-told = Schritt { $number }: { $name } ({ $kind })
task-step-no-name = Geben Sie dem Schritt einen Namen.
task-rule-missing = Sagen Sie, welche Ereignisse gemeint sind.
task-wrong-window = Wählen Sie, wie lange ein Versuch dauern darf.
task-too-much = Das ist mehr, als eine Aufgabe fasst.
task-check = Ansehen
task-save = Aufgabe speichern
task-checked = Was damit gefunden worden wäre
task-check-none = Vom { $dates } begann kein Versuch. Prüfen Sie, womit er beginnt.
task-check-found = { $begun } Versuche begannen vom { $dates }; { $share } wurden abgeschlossen oder zu Recht abgelehnt (95-%-Intervall { $range }).
task-check-hidden = Vom { $dates } machten zu wenige Personen Versuche, um zu sagen, wie sie endeten.
task-example-attempt = Ein Versuch, Schritt für Schritt
task-example-none = In dieser Zeit gibt es keinen.

task-part-start = Er beginnt
task-part-completed = Abgeschlossen
task-part-refused = Zu Recht abgelehnt
task-part-saved = Für später gespeichert
task-part-abandoned = Aufgegeben
task-part-help = Hilfe geöffnet
task-part-window = Wie lange ein Versuch dauern darf
task-part-hint-start = Die erste Seite oder das erste Ereignis eines Versuchs.
task-part-hint-completed = Der Dienst hat getan, wofür er da ist.
task-part-hint-refused = Nicht berechtigt oder schon erledigt: auch das ist ein gutes Ende. Lassen Sie es leer, wenn es das nicht gibt.
task-part-hint-saved = Aufgeschoben, um später weiterzumachen.
task-part-hint-abandoned = Ein Zeichen, dass jemand aufgibt: abgebrochen, oder eine Fehlerseite, die es beendet.
task-part-hint-help = Eine Seite oder ein Ereignis der Hilfe.
task-window-visit = so lange wie der Besuch
task-window-days = { $days ->
    [one] 1 Tag
   *[other] { $days } Tage
 }
task-window-hint = Wo eine Fallreferenz Besuche verbindet, wählen Sie Tage: Wer in dieser Zeit wiederkommt, macht mit demselben Versuch weiter.
task-later-received = Eingegangen
task-later-returned = Zur Korrektur zurück
task-later-decided = Entschieden
task-later-paid = Ausgezahlt
task-later-hint-received = Es ist in Ihrem System angekommen.
task-later-hint-returned = Die Eigenschaft „fields“ kann sagen, was zu korrigieren ist.
task-later-hint-decided = Bewilligt oder nicht.
task-later-hint-paid = Was bewilligt wurde, ist ausgezahlt.

task-impossible-captured = Dieser Dienst erhebt nicht, was Menschen auf einer Seite tun; Klicks und Felder gibt es hier nicht. Was danach fragt, findet nichts.
task-impossible-times = Dieser Dienst erhebt keine Zeit in Benutzung: Wie lange es dauert, wird nur vom Anfang bis zum Ende gesagt.
task-needs-case = Pseudonyme leben hier einen Tag. Nur eine Fallreferenz Ihres Dienstes verbindet Besuche; ohne sie endet ein Versuch mit seinem Besuch, und wer wiederkommt, ist nicht von anderen zu unterscheiden.
task-saved-visit = Mit dem Besuch als Frist zählt als aufgegeben, wer speichert und später wiederkommt. Wählen Sie Tage, wenn Ihr Dienst eine Fallreferenz übergibt.
task-later-visit = Was daraus wird, braucht eine Frist in Tagen, denn ein Fall verbindet es.
task-hand-over-visit = Eine Übergabe braucht eine Frist in Tagen, denn ein Fall verbindet sie.

task-nothing = In dieser Zeit begann kein Versuch.
task-nothing-why = Prüfen Sie, womit die Aufgabe beginnt, wählen Sie andere Tage, oder warten Sie, bis Menschen kommen.
task-hidden = In dieser Zeit machten zu wenige Personen Versuche, um zu sagen, wie sie endeten.
task-all-open = { $begun } Versuche begannen; noch ist die Frist von keinem abgelaufen.
task-finding = { $share } der Versuche wurden abgeschlossen oder zu Recht abgelehnt (95-%-Intervall { $range }, { $n }).
task-finding-lost = Am meisten gingen bei „{ $place }“ verloren: { $lost }.
task-is-archived = Diese Aufgabe liegt im Archiv.
task-archive = Ins Archiv legen
task-archive-lost = Sie steht dann in keiner Liste mehr. Ihr Bericht bleibt.
task-restore = Aus dem Archiv holen
task-by = Gruppen nach
task-show = Anzeigen
task-json = JSON
task-change = { $points } gegenüber dem Zeitraum davor ({ $before }): { $clear }
task-clear = deutlich
task-unclear = nicht deutlich
task-points = { $points } { $one ->
    [yes] Punkt
   *[no] Punkte
 } ({ $low } bis { $high })
task-gap = { $points } ({ $low } bis { $high })
task-says = Was die Aufgabe sagt

task-figure-completion = Abschluss
task-figure-closed = Versuche, deren Frist abgelaufen ist
task-figure-completed = Abgeschlossen
task-figure-refused = Zu Recht abgelehnt
task-figure-abandoned = Aufgegeben
task-figure-in-use = Die Hälfte brauchte höchstens
task-figure-tenth = Ein Zehntel brauchte höchstens
task-figure-ninetieth = Ein Zehntel brauchte länger als
task-figure-geometric-mean = Geometrisches Mittel
task-figure-elapsed = Die Hälfte brauchte, mit Pausen

task-apart-open = { $attempts ->
    [one] 1 Versuch läuft noch.
   *[other] { $attempts } Versuche laufen noch.
 } Sie sind in keinem Anteil.
task-apart-saved = { $attempts ->
    [one] 1 Versuch ist gespeichert
   *[other] { $attempts } Versuche sind gespeichert
 } und kann noch weitergehen.
task-apart-early = { $attempts ->
    [one] 1 Versuch ist schon fertig, aber seine Frist läuft noch.
   *[other] { $attempts } Versuche sind schon fertig, aber ihre Frist läuft noch.
 } Sie zählen, wenn sie abläuft; sonst zeigten die letzten Tage nur die Schnellen.
task-apart-without = { $attempts ->
    [one] 1 Ende kam
   *[other] { $attempts } Enden kamen
 } ohne Anfang: wieder aufgenommene Versuche, die nichts verbindet. Sie sind in keinem Anteil.
task-closed-until = Alle Fristen sind abgelaufen für Versuche, die bis zum { $day } begannen.
task-closed-none = In dieser Zeit ist noch keine Frist abgelaufen. Wählen Sie für einen Anteil einen früheren Zeitraum.

task-look-first = Wo Sie zuerst hinsehen sollten
task-look-lost = { $lost } gingen hier verloren: { $share } von denen, die so weit kamen.
task-look-lost-plain = { $lost } gingen hier verloren.
task-look-time = Bis dahin waren es { $time } in Benutzung.
task-look-cause = Wahrscheinliche Ursache: { $cause }. { $met } trafen darauf und gingen hier öfter verloren als die anderen: { $points }.
task-look-no-cause = Nichts, worauf genug Personen trafen, sagt, warum.
task-look-unclear = Worauf Menschen hier trafen, macht keinen deutlichen Unterschied.
task-look-rule = Nach verlorenen Personen. Eine Ursache ist wahrscheinlich, wenn deutlich öfter verloren ging, wer darauf traf; das beweist nicht, dass es deshalb war.

task-places = Schritt für Schritt
task-places-headline = Versuche, die so weit kamen, und was dazwischen verloren ging
task-places-optional = Einen Schritt, den nicht alle gehen, können weniger erreichen als den danach.
task-place-start = Anfang
task-place-done = Abgeschlossen oder abgelehnt
task-causes = Was auf dem Weg vorkam
task-cause = Was
task-cause-of = { $kind }: „{ $control }“
task-cause-error = { $cause } ({ $error })
task-causes-note = Von denen, die zum Schritt kamen: wie viele dort darauf trafen, wie viele davon dort verloren gingen, und wie viel öfter als die anderen. Die Intervalle gelten zusammen mit 95 %.
task-times = Wie lange es dauert
task-times-headline = Zeit in Benutzung abgeschlossener Versuche
task-times-note = Ohne Pausen und verborgene Seiten. Aufgegebene Versuche haben keine Zeit und sind nicht darin.
task-trend = Im Lauf der Zeit
task-trend-headline = Abschluss nach dem Beginn der Versuche
task-trend-note = Nach der Woche oder dem Monat, in dem ein Versuch begann. Wo Fristen noch laufen, ist noch kein Punkt.
task-everyone = Alle
task-groups-note = Der Abstand ist der zu allen anderen. Die Intervalle der Abstände gelten zusammen mit 95 %; ein Abstand, dessen Intervall die 0 auslässt, ist deutlich.
task-groups-unclear = { $by }: Keine Gruppe unterscheidet sich deutlich von allen anderen.
task-groups-less = { $group }: { $points } { $one ->
    [yes] Punkt
   *[no] Punkte
 } seltener abgeschlossen als von allen anderen (Intervall { $low } bis { $high }).
task-groups-more = { $group }: { $points } { $one ->
    [yes] Punkt
   *[no] Punkte
 } öfter abgeschlossen als von allen anderen (Intervall { $low } bis { $high }).
task-marks = Was noch von Versuchen bekannt ist
task-mark-head = Versuche
task-mark-saved = für später gespeichert
task-mark-resumed = nach dem Speichern weitergeführt
task-mark-handed-over = an Telefon oder Schalter übergeben
task-mark-helped = mit geöffneter Hilfe
task-mark-turned-back = mit sofortiger Rückkehr zu einer Seite
task-mark-repeated-errors = mit zweimal demselben falschen Feld
task-mark-joined = durch einen Fall verbunden
task-later = Was daraus wurde
task-later-head = Von abgeschlossenen Anträgen
task-later-lead = { $completed } abgeschlossene Versuche haben einen Fall, sodass bekannt sein kann, was daraus wurde.
task-later-hidden = Zu wenige abgeschlossene Versuche haben einen Fall, um zu sagen, was daraus wurde.
task-first-time-right = Von den entschiedenen gingen { $share } vorher nicht zur Korrektur zurück.
task-days-to-decision = Die Hälfte war nach { $days } Tagen entschieden (95-%-Intervall { $low } bis { $high }). Was noch nicht entschieden ist, ist nicht darin.
task-days-to-decision-plain = Die Hälfte war nach { $days } Tagen entschieden. Was noch nicht entschieden ist, ist nicht darin.
task-later-fields = Zu korrigierende Felder
task-later-field = Feld

task-head-reached = Erreicht
task-head-share = Anteil
task-head-interval = 95-%-Intervall
task-head-lost = Davor verloren
task-head-begun = Begonnen
task-head-closed = Frist abgelaufen
task-head-completion = Abschluss
task-head-completion-with = Abschluss (95-%-Intervall)
task-head-gap-with = Abstand in Punkten (Intervall)
task-share-range = { $share } ({ $range })
task-gap-clear = { $gap }, { $clear }
task-head-gap = Abstand in Punkten
task-head-in-use = Die Hälfte brauchte höchstens
task-head-met = Trafen darauf
task-head-lost-share = Davon verloren
task-head-count = Versuche
task-head-clear = Deutlich?
task-head-lost-there = Hier verloren
task-when = Wann
task-look-form = Das Formular dieses Schritts
task-look-met = Was hier vorkam

task-carrier-visit = Ereignisse eines Besuchs, und die eines Falls über Besuche und Geräte hinweg.
task-carrier-visitor = Ereignisse einer Person über Besuche hinweg, und die eines Falls über Personen und Geräte hinweg.
task-explain-attempt = Ein Versuch beginnt mit dem Anfang und darf { $window } dauern. Wer in dieser Zeit neu beginnt, setzt ihn fort, wenn er nicht geendet hat.
task-explain-completion = Abgeschlossene und zu Recht abgelehnte, von allen Versuchen, deren Frist abgelaufen ist. Was noch offen ist, ist in keinem Teil.
task-explain-times = Zeit in Benutzung ist die Zeit, die Seiten ohne Pausen gemessen haben, vom Anfang bis zum Ende. Das längste und das kürzeste Zehntel stehen da, wo genug Personen jenseits davon liegen.
task-explain-hidden = Eine Zahl steht da, wenn genug Personen dahinter sind, und hinter dem, was vom Ganzen übrig ist. Anzahlen sind nach Personen unscharf gemacht.
task-explain-interval = Nach Personen, sodass mehrere Versuche einer Person als ein Zeugnis zählen. Abstände mehrerer Gruppen haben Intervalle, die zusammen mit 95 % gelten.
explain-attempt = Was ein Versuch ist
explain-joined = Was zusammengehört
explain-completion = Abschluss
explain-times = Zeit in Benutzung
