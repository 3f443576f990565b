-- Where the authorities that deliver a service have their pages: everything below an address is of one.
CREATE TABLE service_authorities (
    service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (service, address)
);
