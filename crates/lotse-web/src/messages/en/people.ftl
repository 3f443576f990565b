people-title = People
people-lead = { $people ->
    [one] { $people } person may sign in.
   *[other] { $people } people may sign in.
} { $without ->
    [0] Nobody relies on a password alone.
    [one] { $without } relies on a password alone.
   *[other] { $without } rely on a password alone.
}
people-invite = Invite somebody
people-proof = Signs in with
people-search = People whose name or e-mail address has
people-more-roles = And { $roles } more
proof-link = Links
proof-password = Password alone
proof-two = Password and code
proof-openid = Sign-in provider
proof-also-openid = { $own }; sign-in provider
person-name = Name
person-name-hint = As colleagues read it, such as “Ada Lovelace”.
person-name-wrong = Enter a name of 1 to { $most } characters
person-name-taken = Somebody has this name. Add something that tells the two apart
person-email = E-mail address
person-email-hint = By which you sign in. Lotse sends nothing to it.
person-email-theirs = By which they will sign in. Lotse sends nothing to it: you hand the link over yourself.
person-email-wrong = Enter an e-mail address, such as ada@example.gov
person-email-taken = Somebody signs in by this e-mail address
person-no-email = None yet
person-role = Role
person-role-unknown = Choose a role from the list
person-place = Where
person-has-role = They have this role there already
person-no-role = No role
person-last = Somebody must be able to look after people. Give another person the role of administrator for the whole organization first
person-gone = This was changed by somebody else meanwhile. Look at it as it is now
person-give = Give a role
person-take-role = Take away
person-from-group = This role comes from a group. Change the group at your sign-in provider, or which role it gives in the configuration of Lotse
person-away = Not signed in
person-access = Access
person-link-invitation = They have no password yet. Make a link with which they choose one. It works once, within 7 days; earlier links stop working.
person-link-reset = Did they forget their password? Make a link with which they choose a new one. It works once, within 24 hours; earlier links stop working.
person-link-make = Make a link
person-factor-lost = A password alone is enough then, until they set it up anew. Be sure that it is they who ask.
person-identities = Sign-in provider
person-identity-account = account
person-identity-times = Linked { $since }, last used { $used }
person-unlink = Unlink
person-unlink-lost = Roles from groups go with it. Sessions go on: sign them out as well if need be. If the provider confirms the same e-mail address again, the next sign-in there links the account anew.
person-sign-out = Sign out everywhere
person-remove = End access for good
person-remove-lost = Roles, sessions, tokens and password are deleted. What they saved and what is recorded of them stays.
invite-title = Invite somebody
invite-lead = You get a link that you hand over yourself. With it they choose a password.
invite-button = Make the invitation
invited-title = Invitation
invited-done = Done
handout-title-invitation = The invitation of { $name } is ready
handout-title-reset = The link for { $name } is ready
handout-body = It is shown only now, works once, and is good for { $days ->
    [one] { $days } day
   *[other] { $days } days
}. Hand it over in a way that only they can read.
role-viewer = Viewer
role-analyst = Analyst
role-editor = Editor
role-publisher = Publisher
role-privacy-officer = Privacy officer
role-administrator = Administrator
role-means-viewer = reads figures
role-means-analyst = also saves questions
role-means-editor = also sets services up
role-means-publisher = also publishes
role-means-privacy-officer = reads figures and the audit log, decides what is collected
role-means-administrator = everything, people included
role-choice = { $role } – { $means }
role-where = { $role }: { $where }
role-everywhere = Whole organization
role-of-authority = { $service }, authority { $authority }
role-no-service = A service that no longer exists
role-from-group = from a group; it follows your sign-in provider
person-authority = Authority
person-authority-hint = Its code, if the role is for one authority’s part of the service alone. The settings of the service list them.
person-authority-nowhere = Choose the service that this authority delivers, or leave the authority empty
person-authority-unknown = Enter a code that the settings of the service list, or leave it empty
