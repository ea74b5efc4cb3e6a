/** Why a journal cannot be used, in words, by the code of its disk, its network, its database or its bucket; the code where there are none. */
export function journalTroubleText(code: string): string {
  const words = WORDS.find(([codes]) => codes.test(code))?.[1]
  return words === undefined ? code : `${words} (${code})`
}

const WORDS: [RegExp, string][] = [
  [/^ECONNREFUSED$/, "nothing listens at its address"],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|57P0\d)$/, "the connection broke off"],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "the name of its host is not known"],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, "there is no way to its address"],
  [/^(ETIMEDOUT|HANGS|UND_ERR_\w+_TIMEOUT|TimeoutError)$/, "it does not answer in time"],
  [/^(\w*CERT\w*|\w*SSL\w*|ERR_TLS_\w+|UNABLE_TO_\w+)$/, "its certificate or TLS is not accepted"],
  [/^HPE_/, "what answers there does not speak HTTP"],
  [/^(ENOSPC|EDQUOT|53100)$/, "its disk is full"],
  [/^EROFS$/, "its disk cannot be written to"],
  [/^(EACCES|EPERM|42501)$/, "this system user or role may not write there"],
  [/^EIO$/, "its disk fails"],
  [/^(ENOENT|ENOTDIR|EEXIST)$/, "its folder is not there"],
  [/^(28\w{3}|3D000)$/, "the database does not let Tenantry in"],
  [/^(NoSuchBucket|HTTP 404)$/, "there is no such bucket"],
  [
    /^(AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|HTTP 40[13])$/,
    "the bucket refuses the key",
  ],
  [/^(SlowDown|HTTP 5\d\d|\w*Unavailable|InternalError)$/, "the bucket cannot take anything now"],
]
