import type { Verbs } from "@/keeper/keeper"
import {
  changeMailServer,
  removeMailServer,
  testMailServer,
} from "@/keeper/mail/change-mail-server"
import type { MailOperationName } from "@/lib/contract/mail-operations"

export const MAIL_VERBS: Verbs<MailOperationName> = {
  changeMailServer,
  removeMailServer: (keeper, memberId) => removeMailServer(keeper, memberId),
  testMailServer: (keeper, memberId) => testMailServer(keeper, memberId),
}
