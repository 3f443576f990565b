services-title = Services
services-finding = { $services ->
    [one] One service
   *[other] { $services } services
 } with { $visits ->
    [one] one visit
   *[other] { $visits } visits
 } in the last { $days } days.
services-empty = There is no service yet. Add the first one: it takes a name, an address and two minutes.
services-add-first = Add your service
services-add = Add your own service
services-example = An example of what will be here: visits per day
services-caption = Services with their last 30 days
services-name = Service
services-people = Visitors or people
services-days = Visits per day
services-newest = Last received
services-nothing = Nothing yet: install
services-search = Services whose name has
services-too-many = To be sorted by a number every service is counted. That is done for at most { $most } at once: search for some first. These are sorted by name.
services-as-added = In the order in which they were added
services-finding-part = { $services ->
    [one] One service.
   *[other] { $services } services.
 } { $shown ->
    [0] None of them is shown here.
    [one] The one shown here had { $visits ->
        [one] one visit
       *[other] { $visits } visits
     } in the last { $days } days.
   *[other] The { $shown } shown here had { $visits ->
        [one] one visit
       *[other] { $visits } visits
     } in the last { $days } days.
 }
services-sample-pages = The sample service is a real page. What you click there shows up here within two seconds.
services-sample-open = Open the sample service
kind-public = For the public
kind-employees = For employees
place-us = United States
place-uk = United Kingdom
place-de = Germany
place-eu = Another country of the European Union
place-au = Australia
place-ca = Canada
place-other = Somewhere else
profile-headers = Headers
profile-statistics = Statistics
profile-consented = Consented
profile-signed-in = Signed in
profile-means-headers = Page views, languages, devices and daily visitors. No clicks, no time in use, no bounce rate. No script reads the device and nothing is stored on it.
profile-means-statistics = Also clicks, custom events, time in use and bounce rate. Nothing is stored on the device; visitors are told apart for one day only.
profile-means-consented = The same, and visitors are told apart over days, after they consented.
profile-means-signed-in = The same, and people are counted by a reference that the service signs. Groups below ten people are never shown, and nobody is ever shown singly.
new-title = Add a service
new-lead = You then get a snippet to copy into its pages, and see the first event arrive.
new-name = Name of the service
new-name-hint = As people know it, for example “Apply for housing benefit”.
new-name-missing = Enter the name of the service
new-name-long = The name may have at most { $most } characters
new-kind = Whom is it for?
new-kind-hint-public = Residents and businesses.
new-kind-hint-employees = Your own staff. Figures of fewer than ten people are never shown.
new-kind-missing = Choose whom the service is for
new-place = Where is it delivered?
new-place-hint = The law there decides what is collected to begin with.
new-place-choose = Choose a place
new-place-missing = Choose where the service is delivered
new-profiles = What is collected where, and what that makes possible
new-profiles-where = Where
new-profiles-means = What you get
new-profile-employees = Services for employees, everywhere
new-origins = Addresses of its pages
new-origins-hint = One per line, without a path, for example https://benefits.example.gov. Events from other addresses are refused.
new-origin-missing = Enter the address of at least one page of the service
new-origin-many = Enter at most { $most } addresses
new-origin-scheme = “{ $line }” must begin with https://
new-origin-host = “{ $line }” has no valid host name
new-origin-http = “{ $line }” uses http. Only localhost may, because anyone between could read it
new-origin-path = “{ $line }” must end after the host name
new-zone = Time zone
new-zone-hint = In which its days begin, for example Europe/Berlin or America/New_York.
new-zone-missing = Enter the time zone of the service
new-zone-unknown = Enter a time zone such as Europe/Berlin. Start typing a city to see the choices
new-button = Add service
services-none-open = No service is open to you yet. An administrator of your organization can give you a role in one.
new-profile-rule = The rule of the place
new-profile-hint = Leave the rule unless those who answer for data protection decided otherwise. How people are told apart cannot be changed later.
new-profile-choice-headers = Headers: nothing read or stored on the device
new-profile-choice-statistics = Statistics: use is measured, nothing stored on the device
new-profile-choice-consented = Consented: the same, and visitors over days after they consented
new-profile-choice-signed-in = Signed in: people by a reference that the service signs
new-profile-employees-wrong = Choose “Signed in” or the rule: staff are counted by signed reference alone
new-authorities = Authorities that deliver the service (optional)
