import type { Provider } from '@nestjs/common';
import { AutomationMailRepository } from './automation-mail.repository.js';
import { DefinitionGate } from './definition-gate.service.js';
import { DueAutomationsRepository } from './due-automations.repository.js';
import { SafeHttpService } from './http/safe-http.service.js';
import { JsonSchemaService } from './json-schema.service.js';
import { RunMailAudience } from './mail/run-mail-audience.service.js';
import { RunAdmissionService } from './run-admission.service.js';
import { RunBudgets } from './run-budgets.js';
import { RunEndService } from './run-end.service.js';
import { RunEngineService } from './run-engine.service.js';
import { RunEvents } from './run-events.js';
import { RunOwnerService } from './run-owner.service.js';
import { RunQueueRepository } from './run-queue.repository.js';
import { RunRecoveryService } from './run-recovery.service.js';
import { RunSchedulerService } from './run-scheduler.service.js';
import { RunStarterService } from './run-starter.service.js';
import { RunWorkerService } from './run-worker.service.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';
import { StepHandlers } from './step-handlers.js';
import { StepRecorderService } from './step-recorder.service.js';
import { StepRunsRepository } from './step-runs.repository.js';
import { HttpStep } from './steps/http-step.js';
import { MailStep } from './steps/mail-step.js';
import { PromptStep } from './steps/prompt-step.js';
import { StepCallService } from './steps/step-call.service.js';
import { WebSearchStep } from './steps/web-search-step.js';

/** Everything that runs automations. */
export const RUN_PROVIDERS: readonly Provider[] = [
  AutomationMailRepository,
  DefinitionGate,
  DueAutomationsRepository,
  HttpStep,
  JsonSchemaService,
  RunMailAudience,
  MailStep,
  PromptStep,
  RunAdmissionService,
  RunBudgets,
  RunEndService,
  RunEngineService,
  RunEvents,
  RunOwnerService,
  RunQueueRepository,
  RunRecoveryService,
  RunSchedulerService,
  RunStarterService,
  RunWorkerService,
  RunsRepository,
  RunsService,
  SafeHttpService,
  StepCallService,
  StepHandlers,
  StepRecorderService,
  StepRunsRepository,
  WebSearchStep,
];
