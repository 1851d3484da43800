import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** `poweron_billing`: accounts, holds, bookings, statistics, prices. */
@Injectable()
export class BillingDatabase extends Database {}
