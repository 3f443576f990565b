layout-skip = Skip to the content
layout-crumbs = Where you are
layout-places = Places
layout-services = Services
layout-overview = Overview
layout-install = Install
layout-sign-out = Sign out
layout-settings = Settings
layout-part = Authority
layout-language = Language
layout-theme = Colors
layout-components = Parts of these pages
layout-filling = Sample data is being filled in: { $done } of { $days } days are done. The figures grow until it is complete.
file-made = Made by { $who } on { $when } with Lotse, from
page-as-file = This page as one file (HTML)
dialog-cancel = Cancel
theme-system = As the system
theme-light = Light
theme-dark = Dark
sample-label = Sample data
form-error-prefix = Error:
form-summary = There is a problem
search-title = Search
search-label = Services, questions, places, words
search-button = Search
search-nothing-asked = Enter a word above: the name of a service, of a saved question, of a place, or a word whose meaning you want to know.
search-finding = { $count ->
    [0] Nothing that is open to you has “{ $asked }” in its name. Try a shorter word.
    [one] One thing has “{ $asked }” in its name.
   *[other] { $count } things have “{ $asked }” in their names.
}
search-words = Words
search-more = And { $count } more: show all
