import { addXeroApp, changeXeroApp } from "@/keeper/apps/manage/change-app"
import { addXeroAppSecret, removeXeroAppSecret } from "@/keeper/apps/manage/change-secrets"
import { chooseXeroApp, removeXeroApp, retireXeroApp } from "@/keeper/apps/manage/end-app"
import { testXeroApp } from "@/keeper/apps/manage/test-app"
import type { Verbs } from "@/keeper/keeper"
import type { AppOperationName } from "@/lib/contract/app-operations"

export const APP_VERBS: Verbs<AppOperationName> = {
  addXeroApp,
  changeXeroApp,
  addXeroAppSecret,
  removeXeroAppSecret,
  chooseXeroApp,
  retireXeroApp,
  removeXeroApp,
  testXeroApp,
}
