people-title = Personen
people-lead = { $people ->
    [one] { $people } Person darf sich anmelden.
   *[other] { $people } Personen dürfen sich anmelden.
} { $without ->
    [0] Niemand verlässt sich auf ein Passwort allein.
    [one] { $without } verlässt sich auf ein Passwort allein.
   *[other] { $without } verlassen sich auf ein Passwort allein.
}
people-invite = Jemanden einladen
people-proof = Meldet sich an mit
people-search = Personen, in deren Namen oder E-Mail-Adresse steht
people-more-roles = Und { $roles } weitere
proof-link = Links
proof-password = Passwort allein
proof-two = Passwort und Code
proof-openid = Anmeldedienst
proof-also-openid = { $own }; Anmeldedienst
person-name = Name
person-name-hint = So, wie Kolleginnen und Kollegen ihn lesen, etwa „Ada Lovelace“.
person-name-wrong = Geben Sie einen Namen mit 1 bis { $most } Zeichen ein
person-name-taken = Diesen Namen hat schon jemand. Fügen Sie etwas an, das die beiden unterscheidet
person-email = E-Mail-Adresse
person-email-hint = Mit ihr melden Sie sich an. Lotse schickt nichts dorthin.
person-email-theirs = Mit ihr meldet sich die Person an. Lotse schickt nichts dorthin: Den Link übergeben Sie selbst.
person-email-wrong = Geben Sie eine E-Mail-Adresse ein, etwa ada@example.gov
person-email-taken = Mit dieser E-Mail-Adresse meldet sich schon jemand an
person-no-email = Noch keine
person-role = Rolle
person-role-unknown = Wählen Sie eine Rolle aus der Liste
person-place = Wo
person-has-role = Diese Rolle hat die Person dort schon
person-no-role = Keine Rolle
person-last = Jemand muss sich um Personen kümmern können. Geben Sie zuerst einer anderen Person die Rolle Administration für die ganze Organisation
person-gone = Das hat inzwischen jemand anderes geändert. Sehen Sie nach, wie es jetzt ist
person-give = Rolle geben
person-take-role = Entziehen
person-from-group = Diese Rolle kommt aus einer Gruppe. Ändern Sie die Gruppe bei Ihrem Anmeldedienst, oder in der Konfiguration von Lotse, welche Rolle sie gibt
person-away = Nicht angemeldet
person-access = Zugang
person-link-invitation = Die Person hat noch kein Passwort. Erstellen Sie einen Link, mit dem sie eines wählt. Er gilt einmal, innerhalb von 7 Tagen; frühere gelten dann nicht mehr.
person-link-reset = Passwort vergessen? Erstellen Sie einen Link, mit dem die Person ein neues wählt. Er gilt einmal, innerhalb von 24 Stunden; frühere gelten dann nicht mehr.
person-link-make = Link erstellen
person-factor-lost = Dann genügt ein Passwort allein, bis er neu eingerichtet ist. Vergewissern Sie sich, dass wirklich diese Person darum bittet.
person-identities = Anmeldedienst
person-identity-account = Konto
person-identity-times = Verknüpft { $since }, zuletzt verwendet { $used }
person-unlink = Verknüpfung lösen
person-unlink-lost = Rollen aus Gruppen gehen mit. Anmeldungen laufen weiter: Melden Sie die Person bei Bedarf auch überall ab. Bestätigt der Anmeldedienst wieder dieselbe E-Mail-Adresse, verknüpft die nächste Anmeldung dort das Konto neu.
person-sign-out = Überall abmelden
person-remove = Zugang endgültig beenden
person-remove-lost = Rollen, Anmeldungen, Zugangsschlüssel und Passwort werden gelöscht. Was die Person gespeichert hat und was über sie aufgezeichnet ist, bleibt.
invite-title = Jemanden einladen
invite-lead = Sie bekommen einen Link, den Sie selbst übergeben. Mit ihm wählt die Person ein Passwort.
invite-button = Einladung erstellen
invited-title = Einladung
invited-done = Fertig
handout-title-invitation = Die Einladung für { $name } ist fertig
handout-title-reset = Der Link für { $name } ist fertig
handout-body = Er wird nur jetzt gezeigt, gilt einmal und { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
} lang. Übergeben Sie ihn so, dass nur diese Person ihn lesen kann.
role-viewer = Lesen
role-analyst = Auswerten
role-editor = Bearbeiten
role-publisher = Veröffentlichen
role-privacy-officer = Datenschutz
role-administrator = Administration
role-means-viewer = liest Zahlen
role-means-analyst = speichert auch Fragen
role-means-editor = richtet auch Dienste ein
role-means-publisher = veröffentlicht auch
role-means-privacy-officer = liest Zahlen und das Protokoll, entscheidet, was erhoben wird
role-means-administrator = alles, auch Personen
role-choice = { $role } – { $means }
role-where = { $role }: { $where }
role-everywhere = Ganze Organisation
role-of-authority = { $service }, Behörde { $authority }
role-no-service = Ein Dienst, den es nicht mehr gibt
role-from-group = aus einer Gruppe; sie folgt Ihrem Anmeldedienst
person-authority = Behörde
person-authority-hint = Ihr Schlüssel, wenn die Rolle nur für den Teil einer Behörde gilt. Die Einstellungen des Dienstes führen sie auf.
person-authority-nowhere = Wählen Sie den Dienst, den diese Behörde erbringt, oder lassen Sie die Behörde leer
person-authority-unknown = Geben Sie einen Schlüssel ein, den die Einstellungen des Dienstes führen, oder lassen Sie das Feld leer
