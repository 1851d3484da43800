import { FALLBACK_MODELS_MAX, MODEL_ID_MAX_LENGTH } from '../constants/aicore.constants.js';
import { ListOfTexts, Text } from './fields.js';

/** The models that take over, in this order, where the first one fails. */
export function FallbackModels(): PropertyDecorator {
  return ListOfTexts({
    max: FALLBACK_MODELS_MAX,
    maxLength: MODEL_ID_MAX_LENGTH,
    optional: true,
    description: 'models that take over, in this order, when the provider of the one before fails',
  });
}

/** Whether and how the web is searched before the answer. */
export function WebSearch(): PropertyDecorator {
  return Text({
    max: MODEL_ID_MAX_LENGTH,
    optional: true,
    description: 'a search model such as `tavily/search-basic`, or `provider`: the answering provider searches itself',
  });
}
