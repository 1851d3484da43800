import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** `poweron_app`: people, mandates, permissions, chats. */
@Injectable()
export class AppDatabase extends Database {}
