ALTER TYPE "AlertKind" ADD VALUE 'plan_filling' BEFORE 'service_access';
