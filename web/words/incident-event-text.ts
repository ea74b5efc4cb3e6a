/** The begin and the end of an incident, by its kind, as the activity tells them. */
export const INCIDENT_SENTENCES = {
  app_fault: {
    opened: "Incident: Xero refuses this app's client id or secret",
    closed: "Incident over: Xero accepts this app again",
  },
  xero_trouble: {
    opened: "Incident: Xero does not answer refreshes properly",
    closed: "Incident over: Xero answers refreshes again",
  },
  key_missing: {
    opened: "Incident: a key that sealed stored sign-ins is missing",
    closed: "Incident over: every stored sign-in can be opened again",
  },
  journal_failing: {
    opened: "Incident: the journal cannot be written",
    closed: "Incident over: the journal is written again",
  },
  disk_low: {
    opened: "Incident: a disk is nearly full",
    closed: "Incident over: the disk has enough space again",
  },
  part_keeps_ending: {
    opened: "Incident: a part of Tenantry keeps stopping",
    closed: "Incident over: every part of Tenantry is running again",
  },
  folder_unwritable: {
    opened: "Incident: a folder of Tenantry cannot be written to",
    closed: "Incident over: the folder can be written to again",
  },
  unknown: { opened: "An incident began", closed: "An incident is over" },
}
