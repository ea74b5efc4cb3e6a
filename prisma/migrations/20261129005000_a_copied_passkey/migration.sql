ALTER TYPE "AlertKind" ADD VALUE 'passkey_copied';
