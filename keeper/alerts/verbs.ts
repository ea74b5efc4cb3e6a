import {
  addAlertChannel,
  changeAlertChannel,
  removeAlertChannel,
  rotateAlertSecret,
} from "@/keeper/alerts/channels/channels"
import { resendAlert, testAlertChannel } from "@/keeper/alerts/channels/send-now"
import type { Verbs } from "@/keeper/keeper"
import type { AlertOperationName } from "@/lib/contract/alert-operations"

export const ALERT_VERBS: Verbs<AlertOperationName> = {
  addAlertChannel,
  changeAlertChannel,
  removeAlertChannel,
  rotateAlertSecret,
  testAlertChannel,
  resendAlert,
}
