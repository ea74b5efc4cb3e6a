ALTER TYPE "AlertKind" ADD VALUE 'second_authoriser' BEFORE 'chain_stale';
